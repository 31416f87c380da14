import { createHash } from 'node:crypto';
import type { Operation, PartnerContract, WrongPart } from '@sparring/contracts';
import type {
  DetailSource,
  JournalAnswer,
  JournalDetail,
  JournalDocument,
  JournalRequest,
  KeptDocument,
} from '../../state/journal.js';
import type { WireAnswer } from '../build-answer.js';
import { shownTarget } from '../request-head.js';
import { headerPairs, hidden, isShownField, redactFilename, redactHeaders } from './redact.js';
import type { SeenBody, SeenDocument, SeenField } from './seen-body.js';
import { type Judged, stepsOf } from './steps.js';

/** What the detail of an entry is described from: references to what is there anyway, and nothing large. */
export interface DetailInput extends Judged {
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly tls: boolean;
  readonly seen: SeenBody | undefined;
  readonly answer: WireAnswer;
  readonly delivered: boolean;
  readonly startedMs: number;
  readonly answeredMs: number;
  /** What of a refused request is wrong. */
  readonly wrong: WrongPart | undefined;
}

const MAX_ANSWER_CHARACTERS = 4_096;

/** What the objects of one detail take, besides the texts in them. */
const OBJECTS_BYTES = 1_024;

const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex');

/** The digest of a document, computed once if its bytes are kept. */
function sha256Of(document: SeenDocument): string | null {
  const { bytes } = document;
  if (bytes) document.sha256 ??= createHash('sha256').update(bytes).digest('base64');
  return document.sha256 === undefined ? null : hexOf(document.sha256);
}

function describeDocument(document: SeenDocument): JournalDocument {
  const { field, filename = null, contentType, sizeBytes, kind, crc32, size, bytes } = document;
  return {
    field,
    filename: filename === null || bytes ? filename : redactFilename(filename),
    contentType: contentType || null,
    sizeBytes,
    kept: bytes !== undefined,
    sha256: sha256Of(document),
    crc32: crc32 === undefined ? null : crc32.toString(16).padStart(8, '0'),
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

function describeRequest({ partner, operation, target, rawHeaders, tls, seen }: DetailInput): JournalRequest {
  const fields = operation && seen ? seen.fields.map((field) => [field.name, shownText(operation, field)]) : [];
  return {
    target: shownTarget(target),
    tls,
    headers: redactHeaders(partner.shownHeaders ?? [], headerPairs(rawHeaders)),
    body: operation?.bodyKind ?? 'none',
    fields: Object.fromEntries(fields),
    documents: seen?.documents.map(describeDocument) ?? [],
    signedTime: partner.signedTime?.({ headers: headersOf(rawHeaders) }) || null,
    contentSha256: operation && seen ? contentSha256(operation, seen) : null,
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

function describe(input: DetailInput): JournalDetail {
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
function answeredWith({ partner: { contract }, answer }: DetailInput, id: string): boolean {
  const { answerIds = [] } = contract;
  if (answerIds.length === 0 || !answer.body.includes(id)) return false;
  const data = readAnswer(contract, answer)?.data ?? {};
  return answerIds.some((name) => data[name] === id);
}

function sizeOf({ target, rawHeaders, answer, seen }: DetailInput): number {
  let sizeBytes = OBJECTS_BYTES + target.length + answer.body.length;
  for (const text of rawHeaders) sizeBytes += text.length;
  for (const { text = '' } of seen?.fields ?? []) sizeBytes += text.length;
  return sizeBytes;
}

/** Of the documents that are kept. */
function documentBytes({ seen }: DetailInput): number {
  let sizeBytes = 0;
  for (const { bytes } of seen?.documents ?? []) sizeBytes += bytes?.length ?? 0;
  return sizeBytes;
}

function documentOf({ seen }: DetailInput, index: number): KeptDocument | undefined {
  const { bytes, kind } = seen?.documents[index] ?? {};
  return bytes && { bytes, kind: kind ?? null };
}

function forgetDocuments({ seen }: DetailInput): void {
  for (const document of seen?.documents ?? []) document.bytes = undefined;
}

/** The detail of an entry, which is described when somebody reads it. */
export const detailOf = (input: DetailInput): DetailSource => ({
  sizeBytes: sizeOf(input),
  documentBytes: documentBytes(input),
  document: (index) => documentOf(input, index),
  forgetDocuments: () => forgetDocuments(input),
  describe: () => describe(input),
  answeredWith: (id) => answeredWith(input, id),
});
