import {
  type Composer,
  composers,
  decodeAnswer,
  isExchange,
  type NamedCase,
  playCase,
  readCases,
} from '@sparring/cases';
import { createRouter, entryOf, type RequestMessage } from '@sparring/contracts';
import type { Coverage } from 'sparring';
import { createControl } from 'sparring/control';
import t, { type Test } from 'tap';
import { request } from 'undici';
import { coverageFormats } from '#simulator/coverage/formats.js';
import { missedMinimum } from '#simulator/coverage/minimum.js';
import { listMoves } from '#simulator/moves/index.js';
import { type AcceptedCase, acceptedCases, withRequest } from '../helpers/accepted-cases.js';
import { LONG } from '../helpers/amount.js';
import { homeWithKeys, sparring, started } from '../helpers/command.js';
import { ask } from '../helpers/control.js';
import { readJunit } from '../helpers/junit.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { stageOn } from '../helpers/stage.js';

/** What a loop sent, counted by itself. */
function createCounts() {
  const counts = new Map<string, number>();
  return {
    add: (...words: readonly (string | null)[]) => {
      const key = words.join(' ');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    entries: () => [...counts].map(([key, count]) => `${key}: ${count}`).sort(),
  };
}

/** Everything in a coverage that is not zero, in the same words. */
function flat({ operations, withoutOperation }: Coverage): readonly string[] {
  const rows = operations.flatMap(({ partner, operation, codes, faults }) => [
    ...codes.flatMap(({ code, natural, byMove }) => [
      [`${partner} ${operation} ${code} natural`, natural] as const,
      [`${partner} ${operation} ${code} byMove`, byMove] as const,
    ]),
    ...faults.map(({ fault, count }) => [`${partner} ${operation} ${fault} fault`, count] as const),
  ]);
  const stray = withoutOperation.map(({ partner, code, count }) => [`${partner}  ${code} natural`, count] as const);
  return [...rows, ...stray].flatMap(([key, count]) => (count === 0 ? [] : [`${key}: ${count}`])).sort();
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** A simulator that says when a request was written down: a client under a fault may never learn it. */
async function watchedSimulator(t: Test) {
  let written: () => void = () => {};
  const log = { info: () => written(), error: () => {} };
  const simulator = await simulatorFor(t, { log });
  const next = () =>
    new Promise<void>((resolve) => {
      written = resolve;
    });
  return { simulator, next };
}

type Watched = Awaited<ReturnType<typeof watchedSimulator>>;

/** Plays a case of which the last request may get no answer; gives up as soon as it was written down. */
async function playUnderFault(
  { simulator, next }: Watched,
  composer: Composer,
  one: NamedCase | ReturnType<typeof withRequest>,
): Promise<void> {
  let left = one.steps.filter(isExchange).length;
  const stage = stageOn(simulator, composer);
  const send = async (message: RequestMessage) => {
    left -= 1;
    if (left > 0) return stage.send(message);
    const gaveUp = new AbortController();
    const written = next();
    const { method, target, headers, body } = message;
    const sent = request(simulator.url + target, {
      method: method as 'POST',
      headers,
      body,
      signal: gaveUp.signal,
    }).then(
      (answer) => answer.body.dump(),
      () => {},
    );
    await written;
    gaveUp.abort();
    await sent;
    throw new Error('given up');
  };
  await playCase(one, { ...stage, send }).catch((error: Error) => {
    if (error.message !== 'given up') throw error;
  });
}

/** Asks for one move of an operation with a request that is accepted, and counts what that comes to. */
async function playMove(
  watched: Watched,
  composer: Composer,
  { operation, accepted }: AcceptedCase,
  { kind, name: move, examples: [example = move] }: { kind: string; name: string; examples: readonly string[] },
  count: (...words: readonly string[]) => void,
): Promise<void> {
  const { name, catalogue } = composer.contract;
  const steps = accepted.steps.filter(isExchange);
  const own = steps.at(-1)?.answer.code ?? '';
  for (const step of steps.slice(0, -1)) count(name, step.operation, step.answer.code, 'natural');
  const changed = withRequest(accepted, { move: example });
  if (kind === 'fault') {
    await playUnderFault(watched, composer, changed);
    return count(name, operation.name, move, 'fault');
  }
  await playCase(changed, stageOn(watched.simulator, composer));
  // a success other than its own cannot be chosen
  const isOther = entryOf(catalogue, move).class === 'success' && move !== own;
  return count(name, operation.name, isOther ? own : move, isOther ? 'natural' : 'byMove');
}

t.test('the coverage of all codes and faults is what a loop over the catalogue sent', async (t) => {
  const watched = await watchedSimulator(t);
  const { simulator } = watched;
  const sent = createCounts();
  for (const composer of composers) {
    for (const accepted of acceptedCases(composer)) {
      const { name } = accepted.operation;
      const listed = simulator.moves().find((one) => one.partner === composer.contract.name && one.operation === name);
      for (const move of listed?.moves ?? []) {
        await simulator.reset();
        await playMove(watched, composer, accepted, move, sent.add);
      }
    }
  }
  const coverage = await simulator.coverageOfAll();
  t.same(flat(coverage), sent.entries());
  t.equal(coverage.faults.percent, 100, 'each fault has applied');
  const seen = coverage.operations.flatMap(({ codes }) => codes.filter(({ natural, byMove }) => natural + byMove > 0));
  t.equal(coverage.codes.covered, seen.length);
  t.ok(coverage.codes.covered > 0.9 * coverage.codes.total, 'a move asked for nearly every code');
  const { operations } = await simulator.coverage();
  const applied = operations.flatMap(({ faults }) => faults.map(({ count }) => count));
  t.equal(sum(applied), 1, 'a reset clears the coverage of a lane: this is of the last case alone');
});

for (const composer of composers) {
  const { name, operations } = composer.contract;
  t.test(
    `every case of ${name} is counted under its operation, or under none when none has its path`,
    LONG,
    async (t) => {
      const simulator = await simulatorFor(t);
      const sent = createCounts();
      const route = createRouter(operations);
      const stage = stageOn(simulator, composer);
      const send = async (message: RequestMessage) => {
        const answer = await stage.send(message);
        const found = route(message.method, message.target);
        const operation = found.kind === 'operation' ? found.operation.name : '';
        const id = String(answer.headers['x-sparring-id']);
        const used = (await simulator.journalEntry(id))?.move?.used ?? false;
        sent.add(name, operation, decodeAnswer(composer.contract, answer)?.code ?? '', used ? 'byMove' : 'natural');
        return answer;
      };
      for (const one of readCases(name)) {
        await simulator.reset();
        await playCase(one, { ...stage, send });
      }
      const coverage = await simulator.coverageOfAll();
      t.same(flat(coverage), sent.entries());
      t.ok(coverage.withoutOperation.length > 0, 'there are such cases');
    },
  );
}

/** Plays the typical accepted case of a partner, and another with a move. */
async function playSome(simulator: AnySimulator | Awaited<ReturnType<AnySimulator['createLane']>>, url: string) {
  const [composer] = composers;
  const [first] = composer ? acceptedCases(composer) : [];
  if (!composer || !first) throw new Error('no partner has an accepted case');
  const stage = stageOn({ ...simulator, url } as AnySimulator, composer);
  await playCase(first.accepted, stage);
  await playCase(withRequest(first.accepted, { move: composer.contract.catalogue.at(-1)?.code ?? '' }), stage);
}

t.test('each lane has its own coverage; that of all lanes survives their reset and their end', async (t) => {
  const simulator = await simulatorFor(t);
  const lane = await simulator.createLane({ name: 'qa' });
  await playSome(lane, simulator.url);
  const { covered } = (await lane.coverage()).codes;
  t.ok(covered >= 2);
  t.equal((await simulator.coverage()).codes.covered, 0, 'the default lane has seen nothing');
  const all = createControl(simulator.url);
  const own = createControl(simulator.url, { lane: 'qa' });
  t.same(await own.coverage(), await lane.coverage());
  t.same(await all.coverageOfAll(), await lane.coverage());
  t.equal((await all.coverage()).codes.covered, 0, 'without a lane it is that of the default lane');
  t.match((await ask(simulator.url, '/coverage?lane=default')).json.codes, { covered: 0, percent: 0 });
  await lane.reset();
  t.equal((await lane.coverage()).codes.covered, 0);
  simulator.deleteLane('qa');
  t.equal((await all.coverageOfAll()).codes.covered, covered);
  const [partner = ''] = composers.map(({ contract }) => contract.name);
  const { json } = await ask(simulator.url, `/coverage?partner=${partner}`);
  t.equal(json.codes.covered, covered);
  t.same([...new Set(json.operations.map((one: { partner: string }) => one.partner))], [partner]);
  const unknown = await ask(simulator.url, '/coverage?partner=nobody');
  t.match(unknown, { status: 400, json: { error: { field: 'partner', message: /there is no partner nobody/ } } });
  await simulator.resetAll();
  t.equal((await simulator.coverageOfAll()).codes.covered, 0);
});

const share = (covered: number, total: number, percent: number) => ({ covered, total, percent });

/** A coverage with awkward names; what is asked of a report does not depend on a partner. */
const SAMPLE: Coverage = {
  codes: share(2, 3, 66),
  faults: share(1, 2, 50),
  operations: [
    {
      partner: 'acme',
      operation: 'put<It>',
      codes: [
        { code: 'OK', class: 'success', natural: 12, byMove: 1, underFault: 2 },
        { code: 'A|B_"&', class: 'refused', natural: 0, byMove: 1, underFault: 0 },
        { code: 'HIDDEN', class: 'unknown', natural: 0, byMove: 0, underFault: 3 },
      ],
      faults: [
        { fault: 'hang', count: 5 },
        { fault: 'delay', count: 0 },
      ],
    },
  ],
  withoutOperation: [{ partner: 'acme', code: 'LOST', count: 4 }],
};

t.test('the table shows what was answered how often, and names what never was', (t) => {
  t.equal(
    coverageFormats.text(SAMPLE),
    [
      'acme put<It>: 2 of 3 (66 %) codes, 1 of 2 (50 %) faults',
      '  code    class    natural  by a move  under a fault',
      '  OK      success  12       1          2',
      '  A|B_"&  refused  -        1          -',
      '  HIDDEN  unknown  -        -          3',
      '  codes never answered: HIDDEN',
      '  faults: hang 5',
      '  faults never applied: delay',
      '',
      'requests to no operation: acme LOST 4',
      '',
      'Coverage: 2 of 3 (66 %) codes, 1 of 2 (50 %) faults',
      '',
    ].join('\n'),
  );
  const codes = Array.from({ length: 60 }, (_, at) => ({
    code: `CODE_${at}`,
    class: 'refused' as const,
    natural: at === 0 ? 1 : 0,
    byMove: 0,
    underFault: 0,
  }));
  const long = coverageFormats.text({ ...SAMPLE, operations: [{ partner: 'a', operation: 'b', codes, faults: [] }] });
  t.ok(Math.max(...long.split('\n').map(({ length }) => length)) <= 100, 'long lists have several lines');
  t.equal(new Set(long.match(/CODE_\d+/g)).size, 60);
  const [, ...unused] = codes;
  const idle = { partner: 'a', operation: 'b', codes: unused, faults: [{ fault: 'hang', count: 0 }] };
  t.match(coverageFormats.text({ ...SAMPLE, operations: [idle] }), /^a b: no request\n\n/);
  t.end();
});

t.test('the JUnit report has a case for each code and fault, skipped when never exercised', async (t) => {
  const cases = await readJunit(coverageFormats.junit(SAMPLE));
  t.same(
    cases.map(({ classname, name, verdict }) => [classname, name, verdict]),
    [
      ['coverage.acme.put<It>', 'code OK', undefined],
      ['coverage.acme.put<It>', 'code A|B_"&', undefined],
      ['coverage.acme.put<It>', 'code HIDDEN', 'skipped'],
      ['coverage.acme.put<It>', 'fault hang', undefined],
      ['coverage.acme.put<It>', 'fault delay', 'skipped'],
    ],
  );
  const failed = await readJunit(coverageFormats.junit(SAMPLE, { codes: 67, faults: 50 }));
  t.match(failed.at(-1), { verdict: 'failure', message: /^2 of 3 \(66 %\) codes were answered, less than .* 67 %$/ });
  t.equal(failed.length, cases.length + 1);
});

t.test('the Markdown report is made of tables that no name can break', (t) => {
  const lines = coverageFormats.markdown(SAMPLE).split('\n');
  t.equal(lines[0], '### Coverage: 2 of 3 (66 %) codes, 1 of 2 (50 %) faults');
  t.ok(lines.includes('| acme | put&lt;It&gt; | 2 of 3 (66 %) | 1 of 2 (50 %) |'));
  t.ok(lines.includes('| A\\|B\\_"&amp; | refused | yes | 0 | 1 | 0 |'));
  t.ok(lines.includes('| HIDDEN | unknown | never | 0 | 0 | 3 |'));
  t.ok(lines.includes('| delay | never |'));
  t.ok(lines.includes('| acme | LOST | 4 |'));
  t.notMatch(lines.join('\n').replace(/<\/?(?:details|summary)>/g, ''), /[<>]/, 'no other HTML');
  const cells = (line: string) => line.split(/(?<!\\)\|/).length;
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1] ?? '';
    if (line.startsWith('|') && before.startsWith('|')) t.equal(cells(line), cells(before), line);
    if (line.startsWith('|') && !before.startsWith('|')) t.equal(before, '', 'a blank line begins a table');
  }
  t.end();
});

t.test('a minimum of codes and of faults is missed only below it', (t) => {
  t.same(missedMinimum(SAMPLE, { codes: 66, faults: 50 }), []);
  t.same(missedMinimum(SAMPLE, {}), []);
  t.match(missedMinimum(SAMPLE, { codes: 67, faults: 51 }), [/codes/, /1 of 2 \(50 %\) faults applied.* 51 %/]);
  t.end();
});

t.test('the command prints each format, and exits with 1 when a minimum is not reached', LONG, async (t) => {
  const { url } = await started(t, ['--home', await homeWithKeys(t), '--log-level', 'silent']);
  const run = (...args: readonly string[]) => sparring(['coverage', '--url', url, ...args]);
  const control = createControl(url);
  const lane = await control.createLane({ name: 'qa' });
  await playSome(lane as unknown as AnySimulator, url);
  const coverage = await control.coverageOfAll();
  const text = await run();
  t.same([text.code, text.stderr], [0, '']);
  t.equal(text.stdout, coverageFormats.text(coverage));
  t.same(JSON.parse((await run('--json')).stdout), coverage);
  t.same(JSON.parse((await run('--format', 'json', '--lane', 'default')).stdout).codes.covered, 0);
  t.equal((await run('--format', 'markdown')).stdout, coverageFormats.markdown(coverage));
  const reached = await run('--format', 'junit', '--min', '1');
  t.equal(reached.code, 0);
  t.ok((await readJunit(reached.stdout)).length > coverage.codes.total);
  const missed = await run('--format', 'junit', '--min', '100', '--min-faults', '100');
  t.equal(missed.code, 1);
  t.equal((await readJunit(missed.stdout)).filter(({ verdict }) => verdict === 'failure').length, 1);
  t.match(missed.stderr, /^sparring: \d+ of \d+ \(\d+ %\) codes .* 100 %\nsparring: .* faults .* 100 %\n$/);
  const [partner = ''] = composers.map(({ contract }) => contract.name);
  t.match((await run('--partner', partner)).stdout, new RegExp(`^${partner} `));
  for (const [words, says] of [
    [['--partner', 'nobody'], /there is no partner nobody; the partners are /],
    [['--min', '101'], /--min.*whole number from 0 to 100/],
    [['--format', 'html'], /--format.*text, json, junit, markdown/],
    [['--lane', 'nobody'], /there is no lane nobody/],
  ] as const) {
    const { code, stdout, stderr } = await run(...words);
    t.same([code, stdout], [2, ''], words.join(' '));
    t.match(stderr, says);
    t.match(stderr, /^sparring: [^\n]+\n$/);
  }
});

t.test('moves are listed as faults only where they can apply', async (t) => {
  const simulator = await simulatorFor(t);
  for (const { partner, operation, faults } of (await simulator.coverage()).operations) {
    const { moves } = simulator.moves().find((one) => one.partner === partner && one.operation === operation) ?? {};
    t.same(
      faults.map(({ fault }) => fault),
      moves?.filter(({ kind }) => kind === 'fault').map(({ name }) => name),
    );
  }
  t.ok(listMoves({ codes: [], signsAnswers: false, datesAnswers: false }).length > 0);
});
