import type { Operation, RequestMessage } from '@sparring/contracts';
import { type Part, writeMultipart } from '@sparring/contracts';
import type { CallerContext, Composer, SignatureForms } from './composer.js';

/** The boundary of composed multipart bodies; fixed, so that a composed message repeats. */
export const BOUNDARY = 'sparring-boundary';

/** A body: the fields of a JSON object, the parts of a form, or bytes as they are. */
export type DraftBody =
  | { readonly kind: 'json'; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] }
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

type HeaderChanges = Readonly<Record<string, string | null | undefined>>;

/** What the signature is made with and over instead of what is sent. */
export interface Spoiling {
  readonly foreignKey?: boolean;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderChanges;
  readonly body?: Buffer;
  readonly textParts?: Readonly<Record<string, string>>;
}

/** A request to compose; what is left out is as the operation wants it. */
export interface RequestDraft {
  readonly operation: Operation;
  readonly body: DraftBody;
  readonly method?: string;
  /** Path with query. */
  readonly target?: string;
  /** Put over the right headers, and signed as they then stand; `null` or `undefined` leaves one out. */
  readonly headers?: HeaderChanges;
  readonly spoil?: Spoiling;
  /** Writes a header of the signature by hand; the result is put over the right one. */
  readonly signatureHeaders?: (forms: SignatureForms) => HeaderChanges;
}

const CONTENT_TYPES = {
  json: 'application/json; charset=UTF-8',
  multipart: `multipart/form-data; boundary=${BOUNDARY}`,
} as const;

/** Header names are the same in any case; those of the later record win. */
function overlay(right: HeaderChanges, changes: HeaderChanges | undefined = {}): Record<string, string> {
  const changed = new Set(Object.keys(changes).map((name) => name.toLowerCase()));
  const kept = Object.entries(right).filter(([name]) => !changed.has(name.toLowerCase()));
  return Object.fromEntries(
    [...kept, ...Object.entries(changes)].filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function writeBody(body: DraftBody): Buffer {
  if (body.kind === 'bytes') return body.bytes;
  return body.kind === 'json' ? Buffer.from(JSON.stringify(body.fields)) : writeMultipart(body.parts, BOUNDARY);
}

function textPartsOf(body: DraftBody): Record<string, string> {
  const parts = body.kind === 'parts' ? body.parts : [];
  return Object.fromEntries(
    parts.filter(({ filename }) => filename === undefined).map(({ name, content }) => [name, content.toString()]),
  );
}

/**
 * Writes and signs a request. The signature covers what is sent, whatever was changed, unless `spoil` says otherwise.
 * @example composeRequest(composer, { operation, body: { kind: 'json', fields } }, { credentials, at: new Date(), settings })
 */
export function composeRequest(composer: Composer, draft: RequestDraft, context: CallerContext): RequestMessage {
  const { operation, spoil = {} } = draft;
  const method = draft.method ?? operation.methods[0] ?? 'POST';
  const target = draft.target ?? operation.path;
  const body = writeBody(draft.body);
  const type = { 'content-type': CONTENT_TYPES[operation.codec] };
  const headers = overlay({ ...type, ...composer.introduce(context) }, draft.headers);
  const forms = composer.sign(
    {
      method: spoil.method ?? method,
      target: spoil.target ?? target,
      headers: overlay(headers, spoil.headers),
      body: spoil.body ?? body,
      textParts: { ...textPartsOf(draft.body), ...spoil.textParts },
      foreignKey: spoil.foreignKey ?? false,
    },
    context,
  );
  const layers = [composer.writeSignature(forms), draft.headers, draft.signatureHeaders?.(forms)];
  return { method, target, headers: layers.reduce<Record<string, string>>(overlay, headers), body };
}

/** A header of a composed message, by its name in lower case; `''` when it has none. */
export function headerOf(headers: Readonly<Record<string, string>>, name: string): string {
  return Object.entries(headers).find(([written]) => written.toLowerCase() === name)?.[1] ?? '';
}

/** The forms in which a Base64 signature may stand in a header. */
export function signatureForms(base64: string): SignatureForms {
  const percent = encodeURIComponent(base64);
  return { base64, percent, 'percent-lower': percent.replace(/%../g, (digits) => digits.toLowerCase()) };
}
