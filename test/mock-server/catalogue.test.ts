import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Case,
  type Composer,
  composers,
  mainExchange,
  type NamedCase,
  playCase,
  readCases,
} from '@sparring/cases';
import {
  type AnswerMessage,
  type CatalogueEntry,
  entryOf,
  type OperationOutcome,
  type PartnerContract,
  prepaidify,
} from '@sparring/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { listMoves } from '#simulator/moves/index.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { journaled, stageOn } from '../helpers/stage.js';
import { submit } from '../helpers/worldfirst.js';

const resolver = createRequire(import.meta.url);

const schemas = new Map<string, ValidateFunction>();

/** Checks an answer with Ajv and the schema file alone, without our compiled check or our envelope. */
function answerSchema(contract: PartnerContract, { schema }: OperationOutcome): ValidateFunction {
  const file = `@sparring/contracts/partners/${contract.name}/schema/${schema}.json`;
  const text = () => readFileSync(resolver.resolve(file), 'utf8');
  const compiled = schemas.get(file) ?? new Ajv2020({ strict: false }).compile(JSON.parse(text()));
  schemas.set(file, compiled); // compiling is slow
  return compiled;
}

/** An answer is compact JSON of its schema with its exact length, or has no body. */
function checkBody(
  t: Test,
  contract: PartnerContract,
  outcome: OperationOutcome,
  { body, headers }: AnswerMessage,
  name: string,
): void {
  const text = body.toString();
  if (outcome.schema === undefined) {
    t.equal(text, '', `${name}: no body`);
    return;
  }
  const schema = answerSchema(contract, outcome);
  const json = JSON.parse(text);
  t.ok(schema(json), `${name}: ${JSON.stringify(schema.errors)}`);
  t.equal(text, JSON.stringify(json), `${name}: compact JSON`);
  t.equal(headers['content-length'], String(body.length), `${name}: exact length`);
}

function caseNamed({ contract }: Composer, name: string): NamedCase {
  const found = readCases(contract.name).find((one) => one.name === name);
  if (!found) throw new Error(`there is no case ${name}`);
  return found;
}

/** A case whose last request asks for a move, and must get an answer. */
function asMove(one: Case, move: string, answer = mainExchange(one).answer): Case {
  const { operation, request } = mainExchange(one);
  return { ...one, steps: [...one.steps.slice(0, -1), { operation, request: { ...request, move }, answer }] };
}

/** An accepted case that asks for a code; which success comes cannot be chosen where an operation has several. */
function movedTo(accepted: NamedCase, entry: CatalogueEntry, signed: { readonly signed?: boolean }): NamedCase {
  const code = entry.class === 'success' ? mainExchange(accepted).answer.code : entry.code;
  const expected = { code, subject: entry.moveSubject ?? '', ...signed };
  return { ...asMove(accepted, entry.code, expected), name: `move ${entry.code}` };
}

/**
 * An accepted request of each operation that can succeed.
 * @throws Error when an operation has no such case.
 */
function acceptedCases(composer: Composer): readonly NamedCase[] {
  const { catalogue, operations } = composer.contract;
  const accepted = readCases(composer.contract.name).filter((one) => {
    const { answer, request } = mainExchange(one);
    return entryOf(catalogue, answer.code).class === 'success' && !request.move && !one.settings;
  });
  const canSucceed = operations.filter(({ outcomes }) =>
    outcomes.some(({ code }) => entryOf(catalogue, code).class === 'success'),
  );
  return canSucceed.map(({ name }) => {
    const own = accepted.filter((one) => mainExchange(one).operation === name);
    const found = own.find((one) => one.name === composer.typical.accepted) ?? own[0];
    if (!found) throw new Error(`${name} has no case with a success`);
    return found;
  });
}

for (const composer of composers) {
  const { contract } = composer;
  // whether a code is signed that can come before the signature is verified is up to the partner and its cases
  const isSigned = ({ beforeSignature }: CatalogueEntry) =>
    composer.checkSignature && !beforeSignature ? { signed: true } : {};

  t.test(`each code of ${contract.name} is reached, without a move where it can be, with a valid answer`, async (t) => {
    const simulator = await simulatorFor(t);
    const stage = stageOn(simulator, composer);
    for (const accepted of acceptedCases(composer)) {
      const operation = contract.operations.find(({ name }) => name === mainExchange(accepted).operation);
      for (const outcome of operation?.outcomes ?? []) {
        const entry = entryOf(contract.catalogue, outcome.code);
        const natural = readCases(contract.name).filter((one) => {
          const { answer, request, operation: name } = mainExchange(one);
          return answer.code === entry.code && request.move === undefined && name === operation?.name;
        });
        const moved = movedTo(accepted, entry, isSigned(entry));
        for (const one of [...natural.slice(0, 3), moved]) {
          await simulator.reset();
          const { differences, answer } = await playCase(one, stage);
          t.same(differences, [], `${entry.code} by ${one.name}`);
          // which of several successes comes cannot be chosen
          const { code } = mainExchange(one).answer;
          const answered =
            operation?.outcomes.find((one) => one.code === code && one.httpStatus === answer.httpStatus) ?? outcome;
          checkBody(t, contract, answered, answer, one.name);
          const { move } = await journaled(simulator, answer);
          const used = mainExchange(one).request.move
            ? { text: entry.code, by: 'header', rule: null, used: mainExchange(one).answer.code === entry.code }
            : null;
          t.same(move, used, `${one.name}: the journal`);
        }
      }
    }
  });

  t.test(`an unknown move of ${contract.name} gets an answer that no partner gives`, async (t) => {
    const simulator = await simulatorFor(t);
    const send = sender(simulator, composer);
    const { operation: name } = mainExchange(caseNamed(composer, composer.typical.accepted));
    const operation = contract.operations.find((one) => one.name === name);
    for (const move of ['NO_SUCH_CODE', '', '__proto__', 'SUCCESS, PROCESS_FAIL']) {
      const answer = await send(asMove(caseNamed(composer, composer.typical.accepted), move));
      t.equal(answer.httpStatus, 400, `"${move}"`);
      const { error } = JSON.parse(answer.body.toString());
      t.equal(error.code, 'unknown-move');
      const codes = operation?.outcomes.map(({ code }) => code) ?? [];
      const signsAnswers = composer.checkSignature !== undefined;
      const known = listMoves({ codes, signsAnswers, datesAnswers: contract.datesAnswers === true });
      t.same(
        error.known,
        known.flatMap(({ forms }) => forms),
        'the known ones are listed',
      );
      t.equal(answer.headers['signature'], undefined, 'our own errors are not signed');
    }
  });

  t.test(`a request that ${contract.name} refuses keeps its own reason under every move`, async (t) => {
    const simulator = await simulatorFor(t);
    const stage = stageOn(simulator, composer);
    const refused = caseNamed(composer, composer.typical.refused);
    const main = mainExchange(refused);
    const operation = contract.operations.find(({ name }) => name === main.operation);
    for (const { code } of operation?.outcomes ?? []) {
      const { differences, answer } = await playCase(asMove(refused, code), stage);
      t.same(differences, [], `${main.answer.code} and not ${code}`);
      const { move } = await journaled(simulator, answer);
      t.same(move, { text: code, by: 'header', rule: null, used: false }, 'the journal says it was not used');
    }
  });
}

/** Plays a case for its answer alone. */
function sender(simulator: Simulator, composer: Composer) {
  const stage = stageOn(simulator, composer);
  return async (one: Case) => (await playCase(one, stage)).answer;
}

/** The partner's page "Error Code Explanation", as published; `%s` stands for a field. */
const PUBLISHED_TEXTS: Readonly<Record<string, string>> = {
  '1': 'Failure',
  '3000': "Parameter validation: '%s' cannot be null",
  '4001': 'Unsupported file format',
  '4002': 'File size exceeds 5MB',
  '4003': 'File upload error',
  '4004': 'Invalid parameter',
  '4005': 'Duplicate request number',
  '4006': 'Request number not found',
  '4007': 'Document type mismatch',
  '4008': 'Failed to submit for review',
  '4009': 'Incomplete information/file upload',
  '4010': 'Duplicate email',
  '4011': 'SSN cannot be empty',
  '4012': 'Order has already been reviewed',
  '200002': "Parameter validation: '%s' parameter error %s",
  '200005': 'ach-access-timestamp is not valid (1 minute)',
  '200006': 'Signature failure',
  '200007': 'Merchant does not exist, please retry after confirmation',
};

t.test('prepaidify answers with the published texts', async (t) => {
  const simulator = await simulatorFor(t);
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
  const send = (code: string) => upload(simulator, { parts, headers: { 'x-sparring-move': code } });
  const codes = prepaidify.catalogue.map(({ code }) => code);
  t.same(codes.toSorted(), ['0', ...Object.keys(PUBLISHED_TEXTS)].toSorted());
  for (const [code, text] of Object.entries(PUBLISHED_TEXTS)) {
    const { json } = await send(code);
    // a field is named where the page has the first %s; what would replace the second is not known
    const form = text.replace(/[()/]/g, '\\$&').replace('%s', '\\w+').replace(' %s', '');
    t.match(json.msg, new RegExp(`^${form}$`), code);
  }
});

t.test('the keys of an envelope are in the order of the samples', async (t) => {
  const simulator = await simulatorFor(t);
  const content = specimen('face.jpg').toString('base64');
  const body = { attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent: content };
  const result = '"result":\\{"resultCode":"[^"]+","resultMessage":"[^"]+","resultStatus":"[SFU]"\\}';
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
  const envelope =
    /^\{"code":"\d+","msg":"[^"]+","model":null,"traceId":"[^"]+","success":(true|false),"error":(true|false)\}$/;
  const rows = [
    { answer: await submit(simulator, { body }), form: new RegExp(`^\\{"attachmentUrl":"[^"]+",${result}\\}$`) },
    { answer: await submit(simulator, { body: {} }), form: new RegExp(`^\\{${result}\\}$`) },
    { answer: await upload(simulator, { parts }), form: envelope },
    { answer: await upload(simulator, { parts: [] }), form: envelope },
  ];
  for (const { answer, form } of rows) t.match(answer.bytes.toString(), form);
});
