import { bodyFormats, codeStateName, composers } from '@sparring/cases';
import type { BodyField, Operation, PartnerContract } from '@sparring/contracts';
import { findOperation, findPartner } from '../config/find-partner.js';
import type { PartnerModule } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import type { JournalAnswer, JournalExchange, JournalRequest, KeptDocument } from '../state/journal.js';

/** What an interaction is written from. */
export interface PactExport {
  readonly exchange: JournalExchange;
  /** The first document, if its bytes are kept. */
  readonly document: KeptDocument | undefined;
}

type Tree = Readonly<Record<string, unknown>>;

const rule = (...matchers: readonly Tree[]) => ({ combine: 'AND', matchers });
const matching = (regex: string) => rule({ match: 'regex', regex });
const ANYTHING = '^\\S+$';
const exactly = (text: string) => `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;

/** What stands where a value differs each time, or is secret. */
const EXAMPLE = 'example';

const isHidden = (text: string) => /^<\d+ characters>$/.test(text);

const endingOf = (filename: string) => /\.[A-Za-z0-9]{1,5}$/.exec(filename)?.[0] ?? '';

/** The document of the request, or else that of the sample request. */
function documentFor({ samples }: PartnerModule, operation: Operation, input: PactExport) {
  const [seen] = input.exchange.request?.documents ?? [];
  const sample = samples[operation.name]?.document;
  if (!seen || !sample) return undefined;
  const { filename } = seen;
  if (input.document) return { filename: filename ?? sample.filename, bytes: input.document.bytes };
  const ending = endingOf(filename ?? sample.filename);
  return { filename: `document${ending}`, bytes: Buffer.from(sample.base64, 'base64') };
}

/** The fields of the body: those of the request, as far as the journal has them. */
function fieldsOf(module: PartnerModule, operation: Operation, input: PactExport): readonly BodyField[] {
  const { fields = {}, documents = [] } = input.exchange.request ?? {};
  const texts = Object.entries(fields).filter(([name]) => !documents.some(({ field }) => field === name));
  const values = texts.map(([name, text]) => [name, isHidden(text) ? EXAMPLE : text] as const);
  return module.samples[operation.name]?.body(Object.fromEntries(values), documentFor(module, operation, input)) ?? [];
}

/** Every part needs a rule of its own. */
function bodyRules(operation: Operation, fields: readonly BodyField[], contentType: string | undefined): Tree {
  const isForm = operation.bodyKind === 'multipart';
  const rules = fields.map((field) => {
    const { name } = field;
    const content = 'content' in field ? field.content : '';
    if ('filename' in field && field.filename !== undefined) {
      return [`$.${name}`, rule({ match: 'contentType', value: field.contentType ?? 'application/octet-stream' })];
    }
    const isFree = name === operation.businessId || typeof content !== 'string' || content.length > 64;
    return [`$.${name}`, matching(isFree ? '^.+$' : exactly(content))];
  });
  return Object.fromEntries([...(isForm ? [['$', rule({ match: 'contentType', value: contentType })]] : []), ...rules]);
}

function requestOf(module: PartnerModule, operation: Operation, input: PactExport): Tree {
  const { contract } = module;
  const { method, path } = input.exchange;
  const fields = fieldsOf(module, operation, input);
  const { bytes, contentType } = bodyFormats[operation.bodyKind].write(fields);
  const names = Object.keys(contract.requestHeaders);
  const isJson = operation.bodyKind === 'json';
  const content = isJson ? JSON.parse(bytes.toString()) : bytes.toString('base64');
  return {
    method,
    path,
    headers: {
      ...(contentType ? { 'Content-Type': [contentType] } : {}),
      ...Object.fromEntries(names.map((name) => [name, [EXAMPLE]])),
    },
    ...(contentType ? { body: { content, contentType, encoded: isJson ? false : 'base64' } } : {}),
    matchingRules: {
      header: Object.fromEntries(names.map((name) => [name, matching(ANYTHING)])),
      ...(contentType ? { body: bodyRules(operation, fields, contentType) } : {}),
    },
  };
}

function responseOf({ answerHeaders, answerIds = [] }: PartnerContract, answer: JournalAnswer): Tree {
  const { httpStatus, headers, body } = answer;
  const own = headers.filter(([name]) => name === 'content-type' || Object.hasOwn(answerHeaders, name));
  const signed = own.filter(([name]) => Object.hasOwn(answerHeaders, name));
  const content: Tree | undefined = body === null ? undefined : JSON.parse(body);
  const ids = answerIds.filter((name) => content && Object.hasOwn(content, name));
  return {
    status: httpStatus,
    headers: Object.fromEntries(own.map(([name, value]) => [name, [isHidden(value) ? EXAMPLE : value]])),
    ...(content ? { body: { content, contentType: 'application/json', encoded: false } } : {}),
    matchingRules: {
      header: Object.fromEntries(signed.map(([name]) => [name, matching(ANYTHING)])),
      body: Object.fromEntries(ids.map((name) => [`$.${name}`, matching(ANYTHING)])),
    },
  };
}

/** The state in which the partner gives this answer, if its pacts have states. */
function statesOf({ name }: PartnerContract, { code, rule: refusedBy }: JournalExchange): Tree {
  const { providerStates: [usual] = [] } = composers.find(({ contract }) => contract.name === name) ?? {};
  if (!usual) return {};
  return { providerStates: [{ name: refusedBy === 'move' ? codeStateName(code) : usual.name }] };
}

function missingIn({ fields, documents }: JournalRequest, document: KeptDocument | undefined): readonly string[] {
  const hidden = Object.entries(fields).filter(
    ([name, text]) => isHidden(text) && !documents.some(({ field }) => field === name),
  );
  return [
    ...hidden.map(([name]) => `The journal does not have the value of ${name}.`),
    ...(documents.length > 0 && !document
      ? ['The document is a sample, because the simulator keeps none without --keep-documents.']
      : []),
  ];
}

/** Why no interaction can be written. */
function refuse(reason: string): never {
  throw new UserError(`${reason}, so it cannot be written as a Pact interaction`, 'format', {
    code: 'unsuitable-entry',
  });
}

/**
 * Writes a request and its answer as a Pact file (V4) with one interaction. Headers that authenticate have made-up
 * values: whoever verifies the pact signs its requests.
 * @throws UserError when the entry has no operation, its body was not read, or its answer is not the partner's.
 */
export function writePact(input: PactExport): string {
  const { exchange, document } = input;
  const { id, partner, operation: name, code, request, answer } = exchange;
  if (partner === null || name === null) return refuse(`the entry ${id} is for no operation`);
  if (!request || request.contentSha256 === null || !answer) return refuse(`the body of the entry ${id} was not read`);
  const module = findPartner(partner);
  const { contract } = module;
  const operation = findOperation(module, name);
  const missing = missingIn(request, document);
  if (exchange.move?.used && exchange.rule !== 'move') return refuse(`a fault changed the answer of the entry ${id}`);
  const interaction = {
    type: 'Synchronous/HTTP',
    description: `${name} that is answered ${code}, request ${id}`,
    pending: false,
    ...(missing.length > 0 ? { comments: { text: missing } } : {}),
    ...statesOf(contract, exchange),
    request: requestOf(module, operation, input),
    response: responseOf(contract, answer),
  };
  const file = {
    consumer: { name: 'sparring-journal' },
    provider: { name: partner },
    interactions: [interaction],
    metadata: { pactSpecification: { version: '4.0' } },
  };
  return JSON.stringify(file, null, 2);
}
