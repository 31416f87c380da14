import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { composers, judgeAnswer, parseExample, readExamples } from '@sparring/cases';
import type { PartnerContract } from '@sparring/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import t from 'tap';

const resolver = createRequire(import.meta.url);
const readJson = (file: string, from = '@sparring/contracts') =>
  JSON.parse(readFileSync(resolver.resolve(`${from}/${file}`), 'utf8'));

/** Ajv as it comes, without anything of ours. */
const compiled = (schema: object): ValidateFunction => new Ajv2020({ strict: false, allErrors: true }).compile(schema);

/** Decisions that an example cannot show: K15 is about bodies over the cap. */
const UNSHOWN: Readonly<Record<string, readonly string[]>> = { worldfirst: [], prepaidify: ['K15'] };

const valid = parseExample(
  JSON.stringify({
    title: 'A valid example',
    operation: 'submitAttachment',
    portable: true,
    decisions: ['W1'],
    request: { fields: { attachmentId: { $id: 'a' } } },
    answer: { code: 'SUCCESS' },
  }),
  'valid.json',
);

t.test('an example that says what nobody understands is refused, and the file and the key are named', async (t) => {
  const cases: readonly { readonly name: string; readonly example: unknown; readonly message: RegExp }[] = [
    { name: 'a key of the example', example: { ...valid, potable: true }, message: /x\.json .*\/potable/ },
    {
      name: 'a key of the request',
      example: { ...valid, request: { field: {} } },
      message: /x\.json .*\/request\/field/,
    },
    {
      name: 'a key of the answer',
      example: { ...valid, answer: { code: '0', status: 1 } },
      message: /\/answer\/status/,
    },
    { name: 'a way to spoil', example: { ...valid, request: { spoil: { keys: 'x' } } }, message: /\/spoil\/keys/ },
    {
      name: 'a foreign key of another name',
      example: { ...valid, request: { spoil: { key: 'wrong' } } },
      message: /\/spoil\/key/,
    },
    { name: 'a value', example: { ...valid, request: { body: { $nonce: 1 } } }, message: /\/request\/body/ },
    {
      name: 'a key beside a value',
      example: { ...valid, request: { body: { $id: 'a', x: 1 } } },
      message: /\/request\/body/,
    },
    {
      name: 'a value within a value',
      example: { ...valid, request: { body: { $concat: [{ $nonce: 1 }] } } },
      message: /\/request\/body/,
    },
    { name: 'a specimen', example: { ...valid, request: { body: { $specimen: 'gif' } } }, message: /\/request\/body/ },
    {
      name: 'a form of the answer',
      example: { ...valid, answer: { code: '0', body: { a: { $like: '' } } } },
      message: /\/answer\/body\/a/,
    },
    { name: 'no title', example: { ...valid, title: undefined }, message: /\/title/ },
    { name: 'no object', example: [], message: /x\.json/ },
  ];
  const schema = compiled(readJson('example.schema.json', '@sparring/cases'));
  t.ok(schema(valid), 'what it is varied from is valid');
  for (const { name, example, message } of cases) {
    t.throws(() => parseExample(JSON.stringify(example), 'x.json'), { message }, name);
    t.notOk(schema(JSON.parse(JSON.stringify(example))), `${name}, judged by the schema itself`);
  }
  t.throws(() => parseExample('{', 'x.json'), { message: 'the example x.json is not JSON' });
});

for (const { contract } of composers) {
  const examples = readExamples(contract.name);

  t.test(`the examples of ${contract.name} are valid, well marked and told apart`, async (t) => {
    const schema = compiled(readJson('example.schema.json', '@sparring/cases'));
    const decisions = contract.decisions.map(({ id }) => id);
    for (const { name, ...example } of examples) {
      const steps = [example, ...(example.before ?? [])];
      const needsSimulator = example.given !== undefined || steps.some(({ request }) => request.move !== undefined);
      const faults = {
        schema: schema(example) ? [] : schema.errors,
        markedPortable: example.portable,
        unknownDecisions: example.decisions.filter((id) => !decisions.includes(id)),
        operation: contract.operations.some((one) => one.name === example.operation),
      };
      t.same(faults, { schema: [], markedPortable: !needsSimulator, unknownDecisions: [], operation: true }, name);
    }
    const titles = examples.map(({ title }) => title);
    t.same(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
      'no title stands twice',
    );
  });

  t.test(`each code, decision and setting of ${contract.name} has an example`, async (t) => {
    for (const { code, trigger } of contract.catalogue) {
      const own = examples.filter(({ answer }) => answer.code === code);
      const natural = own.some(({ request }) => request.move === undefined);
      t.equal(natural, trigger !== undefined, `${code} is earned by itself when the catalogue says so`);
      t.ok(own.length > 0, `${code} has an example`);
    }
    const named = new Set(examples.flatMap(({ decisions }) => decisions));
    const unnamed = contract.decisions.map(({ id }) => id).filter((id) => !named.has(id));
    t.same(unnamed, UNSHOWN[contract.name], 'decisions without an example are proven elsewhere');
    const set = new Set(examples.flatMap(({ given }) => Object.keys(given?.settings ?? {})));
    t.same([...set].sort(), Object.keys(contract.settings).sort(), 'each setting has an example');
  });

  t.test(`each answer of ${contract.name} is valid by its schema, and opens to what was sealed`, async (t) => {
    const [operation] = contract.operations;
    if (!operation) throw new Error('there is no operation');
    const schema = compiled(readJson(`partners/${contract.name}/schema/${operation.schema.answer}.json`));
    for (const answer of sealedAnswers(contract)) {
      t.ok(schema(answer.body), `${answer.code}: ${JSON.stringify(schema.errors)}`);
      t.same(operation.checkAnswer(answer.body), [], `${answer.code} by the compiled schema`);
      t.match(contract.decode(answer.body), { code: answer.code, class: answer.class }, `${answer.code} opens`);
    }
    for (const [name, body] of brokenAnswers(sealedAnswers(contract)[0]?.body ?? {})) {
      t.notOk(schema(body), `${name} is no answer`);
      t.not(operation.checkAnswer(body).length, 0, `${name} is none for the compiled schema either`);
    }
  });

  t.test(`the OpenAPI description of ${contract.name} is valid and holds a valid example for every code`, async (t) => {
    const document = readJson(`openapi/${contract.name}.json`);
    const { valid: isValid, errors } = await new Validator().validate(structuredClone(document));
    t.ok(isValid, JSON.stringify(errors));
    t.equal(document.openapi, '3.1.0');
    for (const { path, methods, schema: files } of contract.operations) {
      t.same(Object.keys(document.paths[path]).sort(), methods.map((method) => method.toLowerCase()).sort());
      const schema = compiled(readJson(`partners/${contract.name}/schema/${files.answer}.json`));
      for (const method of methods) {
        const { examples: shown } =
          document.paths[path][method.toLowerCase()].responses[200].content['application/json'];
        t.same(Object.keys(shown).sort(), contract.catalogue.map(({ code }) => code).sort(), `${method}: every code`);
        for (const [code, { value }] of Object.entries<{ value: object }>(shown)) {
          t.ok(schema(value), `${method} ${code}: ${JSON.stringify(schema.errors)}`);
          t.equal(contract.decode(value)?.code, code, `${method}: the example of ${code} has that code`);
        }
      }
    }
  });
}

/** All modules that a module of the contracts loads, by file name. */
function loadedBy(entry: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry.href)) return seen;
  seen.add(entry.href);
  const text = readFileSync(entry, 'utf8');
  for (const [, from = ''] of text.matchAll(/^(?:import|export)\b(?:[^;'=]* from)? *'([^']+)'/gm)) {
    if (from.startsWith('.')) loadedBy(new URL(from, entry), seen);
    else seen.add(from);
  }
  return seen;
}

t.test('the contracts load neither examples nor the file system, unless examples are asked for', async (t) => {
  const entry = (name: string) => new URL(`file://${resolver.resolve(name)}`);
  for (const name of ['@sparring/contracts', '@sparring/contracts/worldfirst', '@sparring/contracts/prepaidify']) {
    const loaded = [...loadedBy(entry(name))];
    t.same(
      loaded.filter((one) => /(compose|example|specimen)[^/]*$|^node:fs/.test(one)),
      [],
      name,
    );
    t.same(
      loaded.filter((one) => !one.startsWith('file:')),
      ['node:crypto'],
      `${name} needs Node alone`,
    );
  }
  const asked = [...loadedBy(entry('@sparring/cases'))].filter((one) => !one.startsWith('file:'));
  const needed = asked.filter((one) => !one.startsWith('@sparring/contracts'));
  t.same(needed.sort(), ['node:crypto', 'node:fs', 'node:url'], 'cases need Node and the contracts alone');
});

t.test('a difference names its field, what was expected and what came', async (t) => {
  const [composer] = composers;
  const [operation] = composer?.contract.operations ?? [];
  if (!composer || !operation) throw new Error('there is no partner');
  const request = { method: 'POST', target: operation.path, headers: {}, body: Buffer.alloc(0) };
  const context = { composer, operation, request, caller: { credentials: {}, at: new Date(0), settings: {} } };
  const right = {
    attachmentUrl: '20260101_a',
    result: { resultCode: 'SUCCESS', resultMessage: 'success', resultStatus: 'S' },
  };
  const judged = (body: unknown, more: object = {}, expected: object = {}) =>
    judgeAnswer(
      { code: 'SUCCESS', ...expected },
      { httpStatus: 200, headers: {}, body: Buffer.from(JSON.stringify(body)), ...more },
      context,
    ).map(({ field }) => field);
  t.same(judged(right), []);
  t.same(judged(right, { httpStatus: 500 }), ['httpStatus']);
  t.same(judged(right, {}, { signed: true }), ['signature']);
  t.same(judged(right, { headers: { signature: 'x' } }, { signed: false }), ['signature']);
  t.same(judged(right, {}, { body: { attachmentUrl: { $matches: '^https' } } }), ['body.attachmentUrl']);
  t.same(judged(right, {}, { headers: { 'Client-Id': { $matches: '.' } } }), ['header Client-Id']);
  t.same(judged({ ...right, extra: 1 }), ['schema /extra']);
  t.same(judged({ ...right, result: { ...right.result, resultMessage: 'fine' } }), ['text']);
  t.same(judged({ result: { resultCode: 'PROCESS_FAIL', resultMessage: 'success', resultStatus: 'F' } }), [
    'code',
    'class',
  ]);
  t.same(judged('nonsense'), ['body']);
  t.same(judged(right, { body: Buffer.from('<html>') }), ['body']);
});

function sealedAnswers(contract: PartnerContract) {
  const settings = Object.fromEntries(
    Object.entries(contract.settings).map(([name, { default: value }]) => [name, value]),
  );
  const stamp = { at: new Date(), hex: (digits: number) => 'a'.repeat(digits) };
  return contract.catalogue.map((entry) => {
    const outcome =
      entry.class === 'success'
        ? ({ kind: 'accepted', code: entry.code, data: contract.exampleData } as const)
        : ({ kind: 'refused', code: entry.code, rule: '', reason: '', subject: 'x' } as const);
    return { code: entry.code, class: entry.class, body: contract.encode(outcome, stamp, settings) };
  });
}

/** A right answer without one of its fields, with one more, and with another type. */
function brokenAnswers(right: object): readonly (readonly [string, object])[] {
  const names = Object.keys(right);
  return [
    ...names.map((name) => [`an answer without ${name}`, { ...right, [name]: undefined }] as const),
    ...names.map((name) => [`an answer with a list as ${name}`, { ...right, [name]: [] }] as const),
    ['an answer with a field more', { ...right, more: 1 }],
  ].map(([name, body]) => [name as string, JSON.parse(JSON.stringify(body))] as const);
}
