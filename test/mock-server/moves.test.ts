import { partners } from '@sparring/contracts';
import fc from 'fast-check';
import t from 'tap';
import type { Fault, FaultEffect, MoveScope, ParsedMove } from '../../mock-server/moves/index.js';

// the moves are no entry point of the package, so the build is imported by its path from this compiled file
const moves = (await import(
  new URL('../../../mock-server/dist/moves/index.js', import.meta.url).href
)) as typeof import('../../mock-server/moves/index.js');
const { explainUnusedValue, faults, listMoves, parseMove, valueMove } = moves;

const RUNS = Number(process.env['SPARRING_TEST_RUNS'] ?? 300);
const SEED = Number(process.env['SPARRING_TEST_SEED'] ?? Date.now() % 2 ** 31);
const check = { numRuns: RUNS, seed: SEED };
t.comment(`seed ${SEED}`);

const SIGNED: MoveScope = {
  codes: ['DONE', 'NOT_DONE', 'NOT', '0', '1', '10'],
  signsAnswers: true,
  datesAnswers: true,
};
const UNSIGNED: MoveScope = { ...SIGNED, signsAnswers: false, datesAnswers: false };

type FaultMove = Extract<ParsedMove, { kind: 'fault' }>;

function faultOf(text: string, scope: MoveScope = SIGNED): FaultMove {
  const parsed = parseMove(text, scope);
  if (parsed.kind !== 'fault') throw new Error(`${text}: ${JSON.stringify(parsed)}`);
  return parsed;
}

function problemOf(text: string, scope: MoveScope = SIGNED): string {
  const parsed = parseMove(text, scope);
  if (parsed.kind !== 'unknown') throw new Error(`${text} is a move: ${parsed.text}`);
  return parsed.message;
}

/** Chance that returns these numbers in turn. */
function chance(...numbers: readonly number[]): () => number {
  let count = 0;
  return () => numbers[count++ % numbers.length] ?? 0;
}

t.test('every form of every fault is documented, and its example is a move', (t) => {
  const names = faults.map(({ name }) => name);
  t.equal(new Set(names).size, names.length, 'each name is used once');
  for (const fault of faults) {
    t.match(fault.name, /^[a-z]+(-[a-z0-9]+)*$/, fault.name);
    for (const text of [fault.client, fault.stored, fault.clientAction]) t.match(text, /^[A-Za-z].*\.$/, text);
    const unknown = /outcome as unknown|incomplete answer|neither as a success/.test(fault.clientAction);
    if (fault.outcome !== 'answered') t.ok(unknown, `${fault.name} tells the client what it does not know`);
    t.ok(fault.forms.length > 0, `${fault.name} has a form`);
    for (const { parameters } of fault.forms) {
      const defaults = parameters.filter((parameter) => parameter.default !== undefined).length;
      t.ok(defaults === 0 || defaults === parameters.length, `${fault.name} has all defaults of a form or none`);
    }
  }
  for (const { name, kind, forms, examples } of listMoves(SIGNED)) {
    t.equal(forms.length, examples.length);
    for (const example of examples) t.match(parseMove(example, SIGNED), { kind }, `${name}: ${example}`);
  }
  t.end();
});

t.test('the list of moves has the codes first, then the faults with their forms', (t) => {
  const listed = listMoves(UNSIGNED);
  t.same(
    listed.slice(0, UNSIGNED.codes.length).map(({ kind, name }) => [kind, name]),
    UNSIGNED.codes.map((code) => ['answer', code]),
  );
  const forms = Object.fromEntries(listed.map((move) => [move.name, move.forms]));
  t.same(forms['delay'], [
    'delay(<duration>)',
    'delay(uniform,<shortest>,<longest>)',
    'delay(lognormal,<median>,<sigma>)',
  ]);
  t.same(forms['hang'], ['hang']);
  t.same(forms['slow-answer'], ['slow-answer[(<rate>)]']);
  t.same(forms['html-503'], ['html-503[(after)]', 'html-503(before)', 'html-503(after|before,<wait>)']);
  t.end();
});

t.test('faults that need signed answers exist only where the partner signs', (t) => {
  const names = (scope: MoveScope) => listMoves(scope).map(({ name }) => name);
  const signedOnly = ['unsigned-success', 'wrong-answer-signature', 'stale-response-time'];
  t.same(
    names(SIGNED).filter((name) => !names(UNSIGNED).includes(name)),
    signedOnly,
  );
  for (const name of signedOnly) {
    t.equal(faultOf(name).fault.name, name);
    t.match(problemOf(name, UNSIGNED), /^"[a-z-]+" is not a move; the moves are DONE, /);
    t.notOk(problemOf(name, UNSIGNED).includes(`, ${name}`), 'and are not among the known ones');
  }
  t.same(
    names(SIGNED).filter((name) => !names({ ...SIGNED, datesAnswers: false }).includes(name)),
    ['stale-response-time'],
    'one of them needs an answer that says when it was signed',
  );
  t.end();
});

t.test('a code with several HTTP statuses is listed once', (t) => {
  const names = listMoves({ ...UNSIGNED, codes: ['DONE', 'GONE', 'DONE'] }).map(({ name }) => name);
  t.same(names.slice(0, 3), ['DONE', 'GONE', 'delay']);
  t.end();
});

t.test('a move is read in any case, with white space around its name and arguments', (t) => {
  for (const [text, printed] of [
    ['not_done', 'NOT_DONE'],
    ['  DONE\t', 'DONE'],
    ['1', '1'],
    ['delay(2s)', 'delay(2s)'],
    [' DELAY ( 2 S ) ', 'delay(2s)'],
    ['delay(1500ms)', 'delay(1500ms)'],
    ['delay(120s)', 'delay(2m)'],
    ['delay(0s)', 'delay(0ms)'],
    ['delay(0.25s)', 'delay(250ms)'],
    ['delay(1.0006s)', 'delay(1001ms)'],
    ['delay(1.0004s)', 'delay(1s)'],
    ['delay(10m)', 'delay(10m)'],
    ['delay(uniform, 100ms, 2s)', 'delay(uniform,100ms,2s)'],
    ['delay(LogNormal,200ms,0.5)', 'delay(lognormal,200ms,0.5)'],
    ['hang', 'hang'],
    ['hang()', 'hang'],
    ['reset-during-upload', 'reset-during-upload(64KiB)'],
    ['reset-during-upload(64kib)', 'reset-during-upload(64KiB)'],
    ['reset-during-upload(1kB)', 'reset-during-upload(1kB)'],
    ['reset-during-upload(2MB)', 'reset-during-upload(2MB)'],
    ['reset-during-upload(1024 B)', 'reset-during-upload(1KiB)'],
    ['reset-during-upload(64MiB)', 'reset-during-upload(64MiB)'],
    ['slow-answer', 'slow-answer(16B/s)'],
    ['slow-answer(1KiB/s)', 'slow-answer(1KiB/s)'],
    ['html-502', 'html-502(after)'],
    ['html-504( Before )', 'html-504(before)'],
    ['unknown-code', 'unknown-code(after)'],
  ] as const) {
    t.match(parseMove(text, SIGNED), { text: printed }, text);
  }
  t.same(faultOf('reset-during-upload(1.5KiB)').args, [1536]);
  t.same(faultOf('delay(uniform,0.1s,1m)').args, ['uniform', 100, 60_000]);
  t.end();
});

t.test('wrong arguments are refused with the accepted forms of the fault, in one sentence', (t) => {
  const delayForms =
    'delay(<duration>), delay(uniform,<shortest>,<longest>) or delay(lognormal,<median>,<sigma>), where a duration is ' +
    'a number with ms, s or m, at most 10m and a number is from 0 to 10';
  for (const text of [
    'delay',
    'delay(',
    'delay(2s',
    'delay(2sx',
    'delay(2)',
    'delay(2h)',
    'delay(-1s)',
    'delay(1e3ms)',
    'delay(Infinitys)',
    'delay(NaNms)',
    'delay(601s)',
    'delay(11m)',
    'delay(2s,3s)',
    'delay(uniform)',
    'delay(uniform,1s)',
    'delay(uniform,1s,2s,3s)',
    'delay(normal,1s,2s)',
    'delay(lognormal,1s,11)',
    'delay(lognormal,1s,1s)',
    'delay(constructor)',
    'delay(1constructor)',
  ]) {
    t.equal(problemOf(text), `"${text}" must be written as ${delayForms}`);
  }
  t.match(
    problemOf('reset-during-upload(0B)'),
    /must be written as reset-during-upload\[\(<size>\)\], where a size .* from 1B to 64MiB$/,
  );
  for (const text of [
    'reset-during-upload(65MiB)',
    'reset-during-upload(1)',
    'slow-answer(16B)',
    'slow-answer(0B/s)',
  ]) {
    t.match(problemOf(text), / must be written as /, text);
  }
  t.equal(problemOf('hang(x'), '"hang(x" must be written as hang');
  t.equal(problemOf('hang(2s)'), '"hang(2s)" must be written as hang');
  t.equal(problemOf('html-502(now)'), '"html-502(now)" must be written as html-502[(after)] or html-502(before)');
  t.same(
    (parseMove('html-502(now)', SIGNED) as { accepted: unknown }).accepted,
    ['html-502[(after)]', 'html-502(before)'],
    'the forms are also a list',
  );
  t.end();
});

t.test('an unknown move is refused with the known ones', (t) => {
  for (const text of ['', 'TYPO', 'delay)2s(', 'DONE(2s)', 'DON', 'toString', '__proto__', '()', 'x'.repeat(5000)]) {
    const message = problemOf(text);
    t.match(message, /^".*" is not a move; the moves are DONE, NOT_DONE, NOT, 0, 1, 10, delay\(<duration>\), /);
    t.match(message, / and stale-response-time$/);
    t.ok(message.length < 1_500, 'however long it is');
  }
  t.match(problemOf('a\r\nb'), /^"a\\r\\nb"/, 'control characters are escaped');
  t.end();
});

t.test('a code wins over a fault of the same name, which can still be asked for with arguments', (t) => {
  const scope: MoveScope = { codes: ['SLOW-ANSWER', 'HANG'], signsAnswers: false, datesAnswers: false };
  t.match(parseMove('hang', scope), { kind: 'answer', code: 'HANG' });
  t.match(parseMove('slow-answer', scope), { kind: 'answer', code: 'SLOW-ANSWER' });
  t.match(parseMove('slow-answer(16B/s)', scope), { kind: 'fault', text: 'slow-answer(16B/s)' });
  t.end();
});

const anyText = fc.oneof(
  fc.string({ maxLength: 80, unit: 'binary' }),
  fc.stringMatching(/^[a-z-]{0,20}\([0-9a-zA-Z.,/ ()-]{0,30}\)?$/),
  fc
    .tuple(fc.constantFrom(...faults.map(({ name }) => name)), fc.string({ maxLength: 20 }))
    .map(([name, inner]) => `${name}(${inner})`),
  fc.constantFrom(...SIGNED.codes),
);

t.test('the parser never throws, and what it refuses it explains', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseMove(text, SIGNED);
      return parsed.kind !== 'unknown' || (parsed.message.includes(' ') && parsed.accepted.length > 0);
    }),
    check,
  );
  t.end();
});

const duration = fc.oneof(
  fc.integer({ min: 0, max: 600_000 }).map((ms) => `${ms}ms`),
  fc.integer({ min: 0, max: 600 }).map((s) => `${s}s`),
  fc.integer({ min: 0, max: 10 }).map((m) => `${m}m`),
  fc.integer({ min: 0, max: 5_999 }).map((s) => `${s / 10}s`),
);
const amount = fc.oneof(
  fc.integer({ min: 1, max: 67_108_864 }).map((bytes) => `${bytes}B`),
  fc.integer({ min: 1, max: 65_536 }).map((kib) => `${kib}KiB`),
  fc.integer({ min: 1, max: 64 }).map((mib) => `${mib}MiB`),
  fc.integer({ min: 1, max: 67_000 }).map((kb) => `${kb}kB`),
  fc.integer({ min: 1, max: 67 }).map((mb) => `${mb}MB`),
);
const someMove = fc.oneof(
  fc.constantFrom(...listMoves(SIGNED).flatMap(({ examples }) => examples)),
  duration.map((text) => `delay(${text})`),
  fc.tuple(duration, duration).map(([one, other]) => `delay(uniform,${one},${other})`),
  fc
    .tuple(duration, fc.integer({ min: 0, max: 10_000_000 }))
    .map(([median, sigma]) => `delay(lognormal,${median},${(sigma / 1e6).toFixed(6)})`),
  amount.map((text) => `reset-during-upload(${text})`),
  amount.map((text) => `slow-answer(${text}/s)`),
);

t.test('a printed move reads back as the same move', (t) => {
  fc.assert(
    fc.property(someMove, (text) => {
      const first = parseMove(text, SIGNED);
      if (first.kind === 'unknown') throw new Error(first.message);
      const second = parseMove(first.text, SIGNED);
      t.same({ ...second, effect: undefined }, { ...first, effect: undefined });
    }),
    { ...check, numRuns: Math.min(RUNS, 1_000) },
  );
  t.end();
});

t.test('each fault has its effect', (t) => {
  const effect = (text: string): object => JSON.parse(JSON.stringify(faultOf(text).effect));
  for (const [text, expected] of [
    ['delay(2s)', {}],
    ['hang', { storesNothing: true, delivery: { kind: 'hang' } }],
    ['timeout-after-store', { onlyAccepted: true, delivery: { kind: 'hang' } }],
    ['reset-before-reading', { resetBeforeBody: true, storesNothing: true, delivery: { kind: 'reset' } }],
    ['reset-during-upload(2KiB)', { resetAfterBytes: 2048, storesNothing: true, delivery: { kind: 'reset' } }],
    ['reset-before-store', { storesNothing: true, delivery: { kind: 'reset' } }],
    ['reset-after-store', { onlyAccepted: true, delivery: { kind: 'reset' } }],
    ['close-mid-answer', { delivery: { kind: 'cut', fraction: 0.5 } }],
    ['slow-answer', { delivery: { kind: 'slow', bytesPerSecond: 16 } }],
    ['garbled-json', {}],
    ['empty-answer', { signature: 'missing' }],
    ['html-502', { signature: 'missing', onlyAccepted: true }],
    ['html-503(before)', { signature: 'missing', storesNothing: true }],
    ['html-503(after,2s)', { signature: 'missing', onlyAccepted: true }],
    ['html-503(before,2s)', { signature: 'missing', storesNothing: true }],
    ['html-504(after)', { signature: 'missing', onlyAccepted: true }],
    ['wrong-content-type', {}],
    ['extra-fields', {}],
    ['unknown-code', { answersGeneralError: true, onlyAccepted: true }],
    ['unknown-code(before)', { answersGeneralError: true, storesNothing: true }],
    ['unsigned-success', { signature: 'missing', onlyAccepted: true }],
    ['wrong-answer-signature', { signature: 'wrong' }],
    ['stale-response-time', { signedAgoMs: 86_400_000 }],
  ] as const) {
    t.same(effect(text), expected, text);
  }
  t.end();
});

t.test('no fault promises both that only accepted requests are affected and that nothing is stored', (t) => {
  for (const { examples } of listMoves(SIGNED).filter(({ kind }) => kind === 'fault')) {
    for (const example of examples) {
      const { onlyAccepted, storesNothing, delivery, resetAfterBytes, resetBeforeBody } = faultOf(example).effect;
      t.notOk(onlyAccepted && storesNothing, example);
      if (resetAfterBytes !== undefined || resetBeforeBody) {
        t.same({ storesNothing, delivery }, { storesNothing: true, delivery: { kind: 'reset' } }, example);
      }
    }
  }
  t.end();
});

const delayMs = (text: string, ...numbers: readonly number[]) => faultOf(text).effect.delayMs?.(chance(...numbers));

t.test('delays are drawn from their distribution', (t) => {
  t.equal(delayMs('delay(2s)', 0.5), 2_000);
  t.equal(delayMs('delay(uniform,100ms,2s)', 0), 100);
  t.equal(delayMs('delay(uniform,100ms,2s)', 0.5), 1_050);
  t.equal(delayMs('delay(uniform,2s,100ms)', 0.5), 1_050, 'in either order');
  t.equal(delayMs('delay(lognormal,200ms,0.5)', 0, 0), 200, 'the median');
  // with Box-Muller, a radius of 1 in the direction of the first axis is one standard deviation
  const oneSigma = 1 - Math.exp(-0.5);
  t.equal(delayMs('delay(lognormal,200ms,0.5)', oneSigma, 0), Math.round(200 * Math.exp(0.5)), 'one sigma above');
  t.equal(delayMs('delay(lognormal,200ms,0.5)', oneSigma, 0.5), Math.round(200 * Math.exp(-0.5)), 'one sigma below');
  t.equal(delayMs('delay(lognormal,10m,10)', 1 - Number.EPSILON, 0), 600_000, 'never above 10 minutes');
  fc.assert(
    fc.property(
      someMove,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.noShrink(fc.nat()),
      (text, one, other) => {
        const parsed = parseMove(text, SIGNED);
        const draw = parsed.kind === 'fault' ? parsed.effect.delayMs?.(chance(one, (other % 1000) / 1000)) : undefined;
        return draw === undefined || (Number.isInteger(draw) && draw >= 0 && draw <= 600_000);
      },
    ),
    check,
  );
  t.end();
});

const ANSWER = {
  httpStatus: 200,
  headers: { 'content-type': 'application/json', 'x-signature': 'abc' },
  body: '{"a":1}',
};
const transformed = (text: string) => faultOf(text).effect.transform?.(ANSWER);

t.test('faults of the answer change what they say and nothing else', (t) => {
  t.same(transformed('empty-answer'), { ...ANSWER, body: '' });
  t.same(transformed('wrong-content-type'), {
    ...ANSWER,
    headers: { ...ANSWER.headers, 'content-type': 'text/plain; charset=UTF-8' },
  });
  for (const [status, title] of [
    [502, 'Bad Gateway'],
    [503, 'Service Temporarily Unavailable'],
    [504, 'Gateway Time-out'],
  ] as const) {
    const { httpStatus, headers, body = '' } = transformed(`html-${status}`) ?? {};
    t.same({ httpStatus, headers }, { httpStatus: status, headers: { 'content-type': 'text/html' } });
    t.match(body, `<h1>${status} ${title}</h1>`);
    t.throws(() => JSON.parse(body));
  }
  t.equal(ANSWER.body, '{"a":1}');
  t.end();
});

t.test('garbled JSON is never JSON', (t) => {
  const { alterText } = faultOf('garbled-json').effect;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const text = alterText?.(JSON.stringify(object)) ?? '';
      try {
        JSON.parse(text);
        return false;
      } catch {
        return text.length > 0;
      }
    }),
    check,
  );
  t.end();
});

const alter = (text: string, envelope: Record<string, unknown>, code: string) =>
  (faultOf(text).effect as FaultEffect).alter?.(envelope, code);

t.test('extra fields are added to each object, and every given field stays', (t) => {
  const envelope = { data: { url: 'a', none: null, list: [1] }, code: '0' };
  const altered = alter('extra-fields', envelope, '0') as Record<string, Record<string, unknown>>;
  t.match(altered, envelope);
  t.ok(Object.keys(altered).length > 2 && Object.keys(altered['data'] ?? {}).length > 3);
  t.same(
    new Set(
      Object.values(altered).map((value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)),
    ),
    new Set(['object', 'string', 'number', 'boolean', 'null', 'array']),
    'of each type',
  );
  t.same(envelope, { data: { url: 'a', none: null, list: [1] }, code: '0' }, 'the envelope itself stays');
  t.end();
});

t.test('an unknown code takes the place of the code wherever it stands', (t) => {
  t.strictSame(alter('unknown-code', { result: { code: 'BUSY', text: 'BUSY now' }, all: ['BUSY', null] }, 'BUSY'), {
    result: { code: 'CODE_ADDED_LATER', text: 'BUSY now' },
    all: ['CODE_ADDED_LATER', null],
  });
  t.strictSame(alter('unknown-code', { code: '1', success: false, n: 1 }, '1'), {
    code: '987654',
    success: false,
    n: 987_654,
  });
  for (const { name, catalogue } of partners) {
    const codes: readonly string[] = catalogue.map(({ code }) => code);
    t.notOk(codes.includes('CODE_ADDED_LATER') || codes.includes('987654'), `${name} does not have it`);
  }
  t.end();
});

t.test('the faults are the same for every partner', (t) => {
  for (const { name, catalogue } of partners) {
    const codes = catalogue.map(({ code }) => code);
    for (const code of codes)
      t.match(parseMove(code.toLowerCase(), { codes, signsAnswers: true, datesAnswers: true }), { code }, name);
    for (const fault of faults as readonly Fault[]) {
      t.notOk(codes.map((code) => code.toLowerCase()).includes(fault.name), `${name} has no code ${fault.name}`);
    }
  }
  t.end();
});

t.test('an id asks for a move', (t) => {
  for (const [id, move] of [
    ['SPARRING-DONE-1', 'DONE'],
    ['sparring-done-x', 'done'],
    ['SPARRING-NOT_DONE-2026-01-01', 'NOT_DONE'],
    ['SPARRING-NOT-DONE-1', 'NOT'],
    ['SPARRING-1-a', '1'],
    ['SPARRING-10-a', '10'],
    ['SPARRING-hang-1', 'hang'],
    ['SPARRING-HTML-502-1', 'HTML-502'],
    ['SPARRING-html-502(before)-1', 'html-502(before)'],
    ['SPARRING-delay(2s)-7', 'delay(2s)'],
    ['SPARRING-DELAY(UNIFORM,1S,2S)-7', 'DELAY(UNIFORM,1S,2S)'],
    ['SPARRING-delay( 2s )--', 'delay( 2s )'],
    ['SPARRING-reset-during-upload-1', 'reset-during-upload'],
    ['SPARRING-slow-answer(16B/s)-)', 'slow-answer(16B/s)'],
  ] as const) {
    t.equal(valueMove(id, SIGNED), move, id);
    t.equal(explainUnusedValue(id, SIGNED), undefined, 'and nothing is to be explained');
  }
  t.equal(valueMove('SPARRING-unsigned-success-1', SIGNED), 'unsigned-success');
  t.equal(valueMove('SPARRING-unsigned-success-1', UNSIGNED), undefined);
  t.end();
});

t.test('of several names that fit an id, the longest wins', (t) => {
  const scope: MoveScope = { codes: ['A', 'A-B', 'HTML'], signsAnswers: false, datesAnswers: false };
  t.equal(valueMove('SPARRING-A-B-1', scope), 'A-B');
  t.equal(valueMove('SPARRING-A-B', scope), 'A', 'which needs something after it');
  t.equal(valueMove('SPARRING-A-C', scope), 'A');
  t.equal(valueMove('SPARRING-HTML-502-1', scope), 'HTML-502');
  t.equal(valueMove('SPARRING-HTML-505-1', scope), 'HTML');
  t.end();
});

t.test('every other id asks for no move, and the ones that look like it are explained', (t) => {
  for (const id of [
    '',
    '7',
    'SPARRING',
    'SPARRINGX-DONE-1',
    'xSPARRING-DONE-1',
    ' SPARRING-DONE-1',
    'SPARRING_DONE-1',
  ]) {
    t.equal(valueMove(id, SIGNED), undefined, id);
    t.equal(explainUnusedValue(id, SIGNED), undefined, 'not explained');
  }
  for (const id of [
    'SPARRING-',
    'SPARRING--',
    'SPARRING--1',
    'SPARRING-7',
    'SPARRING-DONE',
    'SPARRING-DONE-',
    'SPARRING-DONEX-1',
    'SPARRING-DONE_1',
    'SPARRING-TYPO-1',
    'SPARRING-delay-1',
    'SPARRING-delay(2s)',
    'SPARRING-delay(2s)-',
    'SPARRING-delay(2s)1',
    'SPARRING-delay(2s-1',
    'SPARRING-delay(2h)-1',
    'SPARRING-DONE(2s)-1',
    'SPARRING-hang(1)-1',
    'SPARRING-()-1',
  ]) {
    t.equal(valueMove(id, SIGNED), undefined, id);
    t.match(explainUnusedValue(id, SIGNED), /^the id starts with SPARRING- but asks for no move/);
  }
  t.end();
});

t.test('an id of any move asks for this move, and no id makes the trigger throw or ask for an unknown one', (t) => {
  fc.assert(
    fc.property(someMove, fc.string({ minLength: 1, maxLength: 20 }), (text, rest) => {
      const expected = parseMove(text, SIGNED);
      const move = valueMove(`SPARRING-${text}-${rest}`, SIGNED);
      const found = parseMove(move ?? '', SIGNED);
      return expected.kind !== 'unknown' && found.kind !== 'unknown' && found.text === expected.text;
    }),
    check,
  );
  const nearId = fc.oneof(
    anyText.map((text) => `SPARRING-${text}-1`),
    fc.string({ unit: 'binary', maxLength: 64 }),
    fc.stringMatching(/^SPARRING-[A-Za-z0-9()_-]{0,40}$/),
  );
  fc.assert(
    fc.property(nearId, (id) => {
      const move = valueMove(id, UNSIGNED);
      return move === undefined || (id.includes(`-${move}-`) && parseMove(move, UNSIGNED).kind !== 'unknown');
    }),
    check,
  );
  t.end();
});
