import { type BodyField, fillPath, type Operation, type RequestMessage } from '@sparring/contracts';
import { bodyFormats, type WrittenBody } from './body-kinds/index.js';
import type { CallerContext, Composer } from './composer.js';

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

/** Writes a body in the body kind of its operation. */
export function writeBody({ bodyKind }: Operation, body: DraftBody): WrittenBody {
  const format = bodyFormats[bodyKind];
  if ('fields' in body) return format.write(body.fields);
  return { bytes: body.bytes, textParts: {}, ...(format.contentType ? { contentType: format.contentType } : {}) };
}

/**
 * Writes and signs a request. The signature covers the draft; `tamper` changes what is sent afterwards.
 * @example composeRequest(composer, { operation, body: { fields } }, { credentials, at: new Date(), settings })
 */
export function composeRequest(composer: Composer, draft: RequestDraft, context: CallerContext): RequestMessage {
  const { operation, headers: changes = {}, tamper = (message) => message } = draft;
  const { bytes: body, contentType, textParts } = writeBody(operation, draft.body);
  const method = draft.method ?? operation.methods[0] ?? 'POST';
  const target = draft.target ?? fillPath(operation.path, draft.parameters);
  const message = { method, target, headers: contentType ? { 'content-type': contentType } : {}, body };
  const given = changeHeaders(message.headers, changes);
  const added = composer.authenticate({ ...message, headers: given, textParts }, context);
  return tamper({ ...message, headers: changeHeaders({ ...message.headers, ...added }, changes) });
}
