import { type BodyField, fillPath, type Operation, type RequestMessage } from '@sparring/contracts';
import { BOUNDARY, bodyFormats, type WrittenBody } from './body-kinds/index.js';
import type { CallerContext, Composer } from './composer.js';

export type { CallerContext, Composer } from './composer.js';
export { composers } from './generated/partners.js';

/** Headers to override; `null` omits a header. */
export type HeaderChanges = Readonly<Record<string, string | null>>;

/** A body, as fields or as bytes. */
export type DraftBody = { readonly fields: readonly BodyField[] } | { readonly bytes: Buffer };

/** A request to compose; whatever is omitted is filled in correctly for the operation. */
export interface RequestDraft {
  readonly operation: Operation;
  readonly body: DraftBody;
  readonly method?: string;
  /** Path with query. */
  readonly target?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Signed as they are. */
  readonly headers?: HeaderChanges;
  /** Changes the finished message after it has been signed. */
  readonly tamper?: (message: RequestMessage) => RequestMessage;
}

/** Merges headers, ignoring the case of their names; the changes take precedence. */
export function changeHeaders(
  headers: Readonly<Record<string, string>>,
  changes: HeaderChanges,
): Record<string, string> {
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !changed.has(name.toLowerCase()));
  const added = Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null);
  return Object.fromEntries([...kept, ...added]);
}

const OTHER_BOUNDARY = `another-${BOUNDARY}`;

/** Writes a body in the body kind of its operation. */
export function writeBody({ bodyKind }: Operation, body: DraftBody): WrittenBody {
  const format = bodyFormats[bodyKind];
  if ('fields' in body) return format.write(body.fields);
  return { bytes: body.bytes, textParts: {}, ...(format.contentType ? { contentType: format.contentType } : {}) };
}

/** A request before it is signed, and what the caller gave of it. */
function unsigned({ operation, method, target, parameters, headers = {} }: RequestDraft, written: WrittenBody) {
  const { bytes: body, contentType, textParts } = written;
  const message = {
    method: method ?? operation.methods[0] ?? 'POST',
    target: target ?? fillPath(operation.path, parameters),
    headers: contentType ? { 'content-type': contentType } : {},
    body,
  };
  return { message, toSign: { ...message, headers: changeHeaders(message.headers, headers), textParts } };
}

/**
 * Writes and signs a request. The signature covers the draft; `tamper` changes what is sent afterwards.
 * @example composeRequest(composer, { operation, body: { fields } }, { credentials, at: new Date(), settings })
 */
export function composeRequest(composer: Composer, draft: RequestDraft, context: CallerContext): RequestMessage {
  const { operation, headers: changes = {}, tamper = (message) => message } = draft;
  const { message, toSign } = unsigned(draft, writeBody(operation, draft.body));
  const added = composer.authenticate(toSign, context);
  return tamper({ ...message, headers: changeHeaders({ ...message.headers, ...added }, changes) });
}

/**
 * Whether a signature covers a multipart body as it was written, so that it is invalid for the same parts with another
 * boundary. It signs twice: a signature that is different each time counts as one that does.
 */
export function signsBoundary(composer: Composer, draft: RequestDraft, context: CallerContext): boolean {
  const written = writeBody(draft.operation, draft.body);
  const other = {
    ...written,
    bytes: Buffer.from(written.bytes.toString('latin1').replaceAll(BOUNDARY, OTHER_BOUNDARY), 'latin1'),
    contentType: written.contentType?.replace(BOUNDARY, OTHER_BOUNDARY) ?? '',
  };
  const [one, another] = [written, other].map((body) => composer.authenticate(unsigned(draft, body).toSign, context));
  return JSON.stringify(one) !== JSON.stringify(another);
}
