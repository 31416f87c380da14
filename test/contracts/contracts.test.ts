import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Validator } from '@seriousme/openapi-schema-validator';
import { composers, isExchange, judgeAnswer, parseCase, readCases } from '@sparring/cases';
import { entryOf, findOutcome, type Operation, type PartnerContract, partners } from '@sparring/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import t from 'tap';

const resolver = createRequire(import.meta.url);
const readJson = (file: string, from = '@sparring/contracts') =>
  JSON.parse(readFileSync(resolver.resolve(`${from}/${file}`), 'utf8'));

/** Ajv as it comes, without anything of ours. */
const compiled = (schema: object): ValidateFunction => new Ajv2020({ strict: false, allErrors: true }).compile(schema);

const schemas = new Map<string, ValidateFunction>();

/** A schema of a partner by its file name; compiled once, because that is slow. */
function partnerSchema(partner: string, file: string): ValidateFunction {
  const path = `partners/${partner}/schema/${file}.json`;
  const schema = schemas.get(path) ?? compiled(readJson(path));
  schemas.set(path, schema);
  return schema;
}

const request = { fields: { attachmentId: { $id: 'a' } } };
const answer = { code: 'SUCCESS' };
const step = { operation: 'submitAttachment', request, answer };
const valid = { title: 'A valid case', portable: true, decisions: ['W1'], steps: [step] };
const withStep = (changed: object) => ({ ...valid, steps: [{ ...step, ...changed }] });

t.test('a case with an unknown key or value is rejected with the file and the place', async (t) => {
  const cases: readonly { readonly name: string; readonly value: unknown; readonly message: RegExp }[] = [
    { name: 'a key of the case', value: { ...valid, potable: true }, message: /x\.json .*\/potable/ },
    { name: 'a key of the request', value: withStep({ request: { field: {} } }), message: /x\.json .*\/steps\/0/ },
    { name: 'a key of the answer', value: withStep({ answer: { code: '0', status: 1 } }), message: /\/steps\/0/ },
    { name: 'a way to tamper', value: withStep({ request: { tamper: { keys: 'x' } } }), message: /\/steps\/0/ },
    { name: 'another key', value: withStep({ request: { key: 'wrong' } }), message: /\/steps\/0/ },
    { name: 'a value', value: withStep({ request: { body: { $nonce: 1 } } }), message: /\/steps\/0/ },
    { name: 'a key beside a value', value: withStep({ request: { body: { $id: 'a', x: 1 } } }), message: /\/steps\/0/ },
    {
      name: 'a value within a value',
      value: withStep({ request: { body: { $concat: [{ $nonce: 1 }] } } }),
      message: /\/steps\/0/,
    },
    { name: 'a specimen', value: withStep({ request: { body: { $specimen: 'gif' } } }), message: /\/steps\/0/ },
    {
      name: 'a form of the answer',
      value: withStep({ answer: { code: '0', body: { a: { $like: '' } } } }),
      message: /\/steps\/0/,
    },
    { name: 'a kind of step', value: { ...valid, steps: [{ wait: 1 }] }, message: /\/steps\/0/ },
    {
      name: 'a clock that runs backwards',
      value: { ...valid, steps: [{ advanceSeconds: -1 }] },
      message: /\/steps\/0/,
    },
    { name: 'no step', value: { ...valid, steps: [] }, message: /\/steps/ },
    { name: 'no title', value: { ...valid, title: undefined }, message: /\/title/ },
    { name: 'no object', value: [], message: /x\.json/ },
  ];
  const schema = compiled(readJson('case.schema.json', '@sparring/cases'));
  t.ok(schema(valid), 'the unchanged case is valid');
  t.same(parseCase(JSON.stringify(valid), 'x.json'), valid);
  for (const { name, value, message } of cases) {
    t.throws(() => parseCase(JSON.stringify(value), 'x.json'), { message }, name);
    t.notOk(schema(JSON.parse(JSON.stringify(value))), `${name}, by the schema itself`);
  }
  t.throws(() => parseCase('{', 'x.json'), { message: 'the case x.json is not JSON' });
});

for (const { contract, typical } of composers) {
  const cases = readCases(contract.name);
  const exchanges = cases.flatMap(({ steps }) => steps.filter(isExchange));

  t.test(`the cases of ${contract.name} are valid, correctly marked and unique`, async (t) => {
    const schema = compiled(readJson('case.schema.json', '@sparring/cases'));
    const decisions = contract.decisions.map(({ id }) => id);
    for (const { name, ...one } of cases) {
      const needsSimulator =
        one.settings !== undefined || one.steps.some((step) => !isExchange(step) || step.request.move !== undefined);
      const faults = {
        schema: schema(one) ? [] : schema.errors,
        markedPortable: one.portable,
        unknownDecisions: one.decisions.filter((id) => !decisions.includes(id)),
        unknownOperations: one.steps.filter(
          (step) => isExchange(step) && !contract.operations.some(({ name }) => name === step.operation),
        ),
      };
      t.same(
        faults,
        { schema: [], markedPortable: !needsSimulator, unknownDecisions: [], unknownOperations: [] },
        name,
      );
    }
    const titles = cases.map(({ title }) => title);
    t.same(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
      'no title appears twice',
    );
    const names = cases.map(({ name }) => name);
    const { accepted, largest, refused, unrouted } = typical;
    t.same(
      [accepted, largest, refused, unrouted].filter((name) => !names.includes(name)),
      [],
      'the typical cases exist',
    );
    const codeOf = (name: string) => cases.find((one) => one.name === name)?.steps.findLast(isExchange)?.answer.code;
    const unroutedCodes = contract.unroutedOutcomes.map(({ code }) => code);
    t.ok(unroutedCodes.includes(codeOf(unrouted) ?? ''), 'the typical unrouted case gets an unrouted outcome');
    for (const [name, isSuccess] of [
      [accepted, true],
      [largest, true],
      [refused, false],
    ] as const) {
      const { class: outcomeClass } = entryOf(contract.catalogue, codeOf(name) ?? '');
      t.equal(outcomeClass === 'success', isSuccess, `${name} is typical of what it stands for`);
    }
  });

  t.test(`each code, decision and setting of ${contract.name} has a case`, async (t) => {
    for (const { code, trigger } of contract.catalogue) {
      const own = exchanges.filter(({ answer }) => answer.code === code);
      const natural = own.some(({ request }) => request.move === undefined);
      t.equal(natural, trigger !== undefined, `${code} appears without a move when the catalogue has a trigger`);
      t.ok(own.length > 0, `${code} has a case`);
    }
    const named = new Set(cases.flatMap(({ decisions }) => decisions));
    const unnamed = contract.decisions.map(({ id }) => id).filter((id) => !named.has(id));
    const listed = [...(typical.decisionsWithoutCase ?? [])].sort();
    t.same(unnamed.sort(), listed, 'decisions without a case are proven elsewhere');
    const set = new Set(cases.flatMap(({ settings = {} }) => Object.keys(settings)));
    t.same([...set].sort(), Object.keys(contract.settings).sort(), 'each setting has a case');
  });

  for (const operation of contract.operations) {
    t.test(
      `each answer of ${contract.name} to ${operation.name} matches its schema and decodes to its outcome`,
      async (t) => {
        const answers = encodedAnswers(contract, operation);
        for (const { code, class: outcomeClass, body, outcome } of answers) {
          const schema = partnerSchema(contract.name, outcome.schema ?? '');
          t.ok(schema(body), `${code}: ${JSON.stringify(schema.errors)}`);
          t.same(outcome.check(body), [], `${code} by the compiled schema`);
          t.match(contract.decode(body, outcome.httpStatus), { code, class: outcomeClass }, `${code} decodes`);
        }
        const bySchema = new Map(answers.map((one) => [one.outcome.schema, one]));
        const keys = operation.outcomes.map(({ code, httpStatus }) => `${code} ${httpStatus}`);
        t.equal(new Set(keys).size, keys.length, 'no two outcomes have the same code and HTTP status');
        for (const [file, { body: right, outcome }] of bySchema) {
          const schema = partnerSchema(contract.name, file ?? '');
          const broken = brokenAnswers(right, schema.schema as ObjectSchema);
          t.ok(broken.length > 0, `${file} can be violated`);
          for (const [name, body] of broken) {
            t.notOk(schema(body), `${name} violates ${file}`);
            t.not(outcome.check(body).length, 0, `${name} violates the compiled ${file} too`);
          }
        }
      },
    );
  }

  t.test(`every unrouted outcome of ${contract.name} is a code of its catalogue with a valid answer`, async (t) => {
    t.ok(contract.unroutedOutcomes.length > 0);
    for (const { code, check, httpStatus } of contract.unroutedOutcomes) {
      const entry = entryOf(contract.catalogue, code);
      const body = encode(contract, { kind: 'refused', code: entry.code, rule: '', reason: '' });
      t.same(check(body), [], code);
      t.equal(contract.decode(body, httpStatus)?.code, code);
    }
  });

  t.test(`the OpenAPI description of ${contract.name} is valid and has a valid example for every code`, async (t) => {
    const document = readJson(`openapi/${contract.name}.json`);
    const { valid: isValid, errors } = await new Validator().validate(structuredClone(document));
    t.ok(isValid, JSON.stringify(errors));
    t.equal(document.openapi, '3.1.0');
    for (const { path, methods, outcomes } of contract.operations) {
      for (const method of methods) {
        const { responses } = document.paths[path][method.toLowerCase()];
        const shown = Object.entries<Shown>(responses).flatMap(([status, { content }]) =>
          Object.entries(content?.['application/json'].examples ?? {}).map(([code, { value }]) => ({
            status,
            code,
            value,
          })),
        );
        const coded = outcomes.filter(({ schema }) => schema !== undefined).map(({ code }) => code);
        t.same(shown.map(({ code }) => code).sort(), coded.sort(), `${method}: every code`);
        for (const { status, code, value } of shown) {
          const outcome = findOutcome(outcomes, code, Number(status));
          const schema = partnerSchema(contract.name, outcome.schema ?? '');
          t.equal(status, String(outcome.httpStatus), `${method} ${code}: its status`);
          t.ok(schema(value), `${method} ${code}: ${JSON.stringify(schema.errors)}`);
          t.equal(contract.decode(value, outcome.httpStatus)?.code, code, `${method}: the example of ${code} decodes`);
        }
      }
    }
  });
}

/** A response of an OpenAPI description, as far as it is read here. */
interface Shown {
  /** Absent when no outcome with the status has a body. */
  readonly content?: { readonly 'application/json': { readonly examples: Record<string, { readonly value: object }> } };
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

t.test('the contracts load neither cases nor the file system, unless cases are imported', async (t) => {
  const entry = (name: string) => new URL(`file://${resolver.resolve(name)}`);
  for (const name of ['@sparring/contracts', ...partners.map((partner) => `@sparring/contracts/${partner.name}`)]) {
    const loaded = [...loadedBy(entry(name))];
    t.same(
      loaded.filter((one) => /(compose|case|specimen)[^/]*$|^node:fs/.test(one)),
      [],
      name,
    );
    const needed = loaded.filter((one) => !one.startsWith('file:'));
    t.ok(needed.includes('node:crypto'), `${name} was read`);
    t.same(
      needed.filter((one) => !one.startsWith('node:')),
      [],
      `${name} needs only Node`,
    );
  }
  const asked = [...loadedBy(entry('@sparring/cases'))].filter((one) => !one.startsWith('file:'));
  t.ok(asked.includes('node:fs'), 'cases are read from files');
  t.same(
    asked.filter((one) => !one.startsWith('@sparring/contracts') && !one.startsWith('node:')),
    [],
    'cases need only Node and the contracts',
  );
});

t.test('a difference names its field, the expected and the actual value', async (t) => {
  const composer = composers.find(({ contract }) => contract.name === 'worldfirst');
  const [operation] = composer?.contract.operations ?? [];
  if (!composer || !operation) throw new Error('there is no partner');
  const request = { method: 'POST', target: operation.path, headers: {}, body: Buffer.alloc(0) };
  const context = { composer, operation, request, caller: { credentials: {}, at: new Date(0), settings: {} } };
  const right = {
    attachmentUrl: '20260101_a',
    result: { resultCode: 'SUCCESS', resultMessage: 'success', resultStatus: 'S' },
  };
  const differing = (body: unknown, more: object = {}, expected: object = {}) =>
    judgeAnswer(
      { code: 'SUCCESS', ...expected },
      { httpStatus: 200, headers: {}, body: Buffer.from(JSON.stringify(body)), ...more },
      context,
    ).map(({ field }) => field);
  t.same(differing(right), []);
  t.same(differing(right, { httpStatus: 500 }), ['httpStatus']);
  t.same(differing(right, {}, { signed: true }), ['signature']);
  t.same(differing(right, { headers: { signature: 'x' } }, { signed: false }), ['signature']);
  t.same(differing(right, {}, { body: { attachmentUrl: { $matches: '^https' } } }), ['body.attachmentUrl']);
  t.same(differing(right, {}, { headers: { 'Client-Id': { $matches: '.' } } }), ['header Client-Id']);
  const typed = (expected: string, actual: string) =>
    differing(right, { headers: { 'content-type': actual } }, { headers: { 'Content-Type': expected } });
  for (const [expected, actual, differs] of [
    ['application/json', 'application/json', false],
    ['application/json', 'Application/JSON ;charset=UTF-8', false],
    ['application/json; charset=UTF-8', 'application/json;charset="utf-8"', false],
    ['application/json; charset=UTF-8; version=1', 'application/json;version=1;;charset = utf-8', false],
    ['application/json; charset=UTF-8', 'application/json', true],
    ['application/json; charset=UTF-8', 'application/json; charset=GBK', true],
    ['application/json', 'text/html', true],
    ['application/json', 'application/json2', true],
    ['application/json', '', true],
  ] as const) {
    t.same(typed(expected, actual), differs ? ['header Content-Type'] : [], `${actual} for ${expected}`);
  }
  t.same(differing({ ...right, extra: 1 }), ['schema /extra']);
  t.same(differing({ ...right, result: { ...right.result, resultMessage: 'fine' } }), ['text']);
  t.same(differing({ result: { resultCode: 'PROCESS_FAIL', resultMessage: 'success', resultStatus: 'F' } }), [
    'code',
    'class',
  ]);
  t.same(differing('nonsense'), ['body']);
  t.same(differing(right, { body: Buffer.from('<html>') }), ['body']);
});

function encode(contract: PartnerContract, outcome: Parameters<PartnerContract['encode']>[0]): object {
  const settings = Object.fromEntries(
    Object.entries(contract.settings).map(([name, { default: value }]) => [name, value]),
  );
  return contract.encode(outcome, { at: new Date(), hex: (digits: number) => 'a'.repeat(digits) }, settings);
}

function encodedAnswers(contract: PartnerContract, { outcomes, exampleData }: Operation) {
  const withBody = outcomes.filter(({ schema }) => schema !== undefined);
  return withBody.map((outcome) => {
    const entry = entryOf(contract.catalogue, outcome.code);
    const { exampleData: data = exampleData } = outcome;
    const body =
      entry.class === 'success'
        ? encode(contract, { kind: 'accepted', code: entry.code, data })
        : encode(contract, { kind: 'refused', code: entry.code, rule: '', reason: '', subject: 'x' });
    return { code: entry.code, class: entry.class, body, outcome };
  });
}

/** What the schema of an answer may say of it. */
interface ObjectSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly type?: unknown; readonly enum?: unknown }>>;
  readonly additionalProperties?: boolean;
}

/** A valid answer without a required field, with another type of a typed one, and with one more where none is allowed. */
function brokenAnswers(
  right: object,
  { required = [], properties = {}, additionalProperties }: ObjectSchema,
): readonly (readonly [string, object])[] {
  const typed = Object.entries(right).filter(([name]) => properties[name]?.type || properties[name]?.enum);
  const broken: readonly (readonly [string, object])[] = [
    ...required.map((name) => [`an answer without ${name}`, { ...right, [name]: undefined }] as const),
    ...typed.map(([name, value]) => {
      const other = Array.isArray(value) ? 'a text' : [];
      return [`an answer with another type of ${name}`, { ...right, [name]: other }] as const;
    }),
    ...(additionalProperties === false ? [['an answer with a field more', { ...right, more: 1 }] as const] : []),
  ];
  return broken.map(([name, body]) => [name, JSON.parse(JSON.stringify(body))] as const);
}
