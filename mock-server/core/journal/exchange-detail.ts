import { createHash } from 'node:crypto';
import type { Operation, PartnerContract, WrongPart } from '@sparring/contracts';
import type { JournalAnswer, JournalDetail, JournalDocument, JournalRequest } from '../../state/journal.js';
import type { WireAnswer } from '../build-answer.js';
import { shownTarget } from '../request-head.js';
import { headerPairs, hidden, isShownField, redactFilename, redactHeaders } from './redact.js';
import type { SeenBody, SeenDocument, SeenField } from './seen-body.js';
import { type Judged, stepsOf } from './steps.js';

/** What the detail of an entry is described from. */
export interface DetailInput extends Judged {
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly tls: boolean;
  readonly seen: SeenBody | undefined;
  /** Of a body that was not decoded. */
  readonly bodyCrc32: number | undefined;
  readonly answer: WireAnswer;
  readonly delivered: boolean;
  readonly startedMs: number;
  readonly answeredMs: number;
  /** What of a refused request is wrong. */
  readonly wrong: WrongPart | undefined;
}

const MAX_ANSWER_CHARACTERS = 4_096;

const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

/** The digests of documents that are kept, in hex; each is computed once, when somebody asks. */
const digests = new WeakMap<Buffer, string>();

function digestOf(bytes: Buffer): string {
  const digest = digests.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  digests.set(bytes, digest);
  return digest;
}

function sha256Of({ sha256 }: SeenDocument, bytes: Buffer | undefined): string | null {
  if (bytes) return digestOf(bytes);
  return sha256 === undefined ? null : hexOf(sha256);
}

const hexOfCrc32 = (crc32: number | undefined) => (crc32 === undefined ? null : crc32.toString(16).padStart(8, '0'));

function describeDocument(document: SeenDocument, bytes: Buffer | undefined): JournalDocument {
  const { field, filename = null, contentType, sizeBytes, kind, crc32, size } = document;
  return {
    field,
    filename: filename === null || bytes ? filename : redactFilename(filename),
    contentType: contentType || null,
    sizeBytes,
    kept: bytes !== undefined,
    sha256: sha256Of(document, bytes),
    crc32: hexOfCrc32(crc32),
    kind: kind ?? null,
    widthPx: size?.widthPx ?? null,
    heightPx: size?.heightPx ?? null,
    thumbnail: null,
  };
}

function shownText(operation: Operation, { name, text, sizeCharacters }: SeenField): string {
  return text !== undefined && isShownField(operation, name, text) ? text : hidden(sizeCharacters);
}

/** A digest of what a request says, apart from its business id: the same for an honest retry. */
function contentSha256(operation: Operation, { fields, documents }: SeenBody): string {
  const content = [
    ...fields
      .filter(({ name }) => name !== operation.businessId)
      .map(({ name, text, sizeCharacters, crc32 }) => [name, text ?? null, sizeCharacters, crc32 ?? null]),
    // a digest that is only known when documents are kept would make the same content another one
    ...documents.map(({ field, filename, contentType, sizeBytes, crc32, sha256 }) => [
      field,
      filename ?? null,
      contentType ?? null,
      sizeBytes,
      crc32 ?? sha256 ?? null,
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** The headers as authentication reads them. */
const headersOf = (rawHeaders: readonly string[]) =>
  Object.fromEntries(headerPairs(rawHeaders).map(([name, value]) => [name.toLowerCase(), value]));

function describeRequest({
  partner,
  operation,
  target,
  rawHeaders,
  tls,
  seen,
  bodyCrc32,
}: DetailInput): JournalRequest {
  const fields = operation && seen ? seen.fields.map((field) => [field.name, shownText(operation, field)]) : [];
  return {
    target: shownTarget(target),
    tls,
    headers: redactHeaders(partner.shownHeaders ?? [], headerPairs(rawHeaders)),
    body: operation?.bodyKind ?? 'none',
    fields: Object.fromEntries(fields),
    documents: seen?.documents.map((document, index) => describeDocument(document, seen.bytes?.[index])) ?? [],
    signedTime: partner.signedTime?.({ headers: headersOf(rawHeaders) }) || null,
    contentSha256: operation && seen ? contentSha256(operation, seen) : null,
    bodyCrc32: hexOfCrc32(bodyCrc32),
  };
}

/** A client that waits or has left does not have the answer. */
const isDelivered = ({ delivered, progress: { end } }: DetailInput) =>
  delivered && (end === undefined || end.kind === 'sent');

function describeAnswer(input: DetailInput): JournalAnswer {
  const { partner, answer } = input;
  const { httpStatus, headers, body } = answer;
  return {
    httpStatus,
    headers: redactHeaders(partner.shownHeaders ?? [], Object.entries(headers)),
    body: body === '' ? null : body.slice(0, MAX_ANSWER_CHARACTERS),
    bodyBytes: Buffer.byteLength(body),
    delivered: isDelivered(input),
  };
}

const isSigned = ({ partner: { contract }, answer }: DetailInput) =>
  Object.keys(answer.headers).some((name) => Object.hasOwn(contract.answerHeaders, name));

const rounded = (ms: number) => Math.round(ms * 100) / 100;

/** Describes what is known of an exchange besides what lists show. */
export function describe(input: DetailInput): JournalDetail {
  const { progress, startedMs, answeredMs } = input;
  const { receivedAtMs, judgedAtMs = answeredMs, end = { kind: 'sent', atMs: answeredMs } } = progress;
  const { wrong } = input;
  return {
    wrong: wrong ? { ...wrong, name: wrong.name ?? null } : null,
    request: describeRequest(input),
    steps: stepsOf(input, isSigned(input)),
    answer: describeAnswer(input),
    timing: {
      arrivedMs: rounded(startedMs),
      receivedMs: receivedAtMs === undefined ? null : rounded(receivedAtMs - startedMs),
      judgedMs: rounded(judgedAtMs - startedMs),
      answeredMs: rounded(answeredMs - startedMs),
      endedMs: end.kind === 'open' ? null : rounded(end.atMs - startedMs),
    },
  };
}

function readAnswer({ decode }: PartnerContract, { httpStatus, body }: WireAnswer) {
  try {
    return decode(JSON.parse(body), httpStatus);
  } catch {
    return undefined; // a fault made it no JSON
  }
}

/** Whether a field of the answer that identifies it is this id. */
export function answeredWith({ partner: { contract }, answer }: DetailInput, id: string): boolean {
  const { answerIds = [] } = contract;
  const data = readAnswer(contract, answer)?.data ?? {};
  return answerIds.some((name) => data[name] === id);
}
