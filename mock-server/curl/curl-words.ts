import type { BodyField, BodyKind, PartnerContract, RequestMessage } from '@sparring/contracts';
import type { SampleDocument } from '../core/partner-module.js';

/** A larger body is written to a file, because command lines have a limit. */
const MAX_INLINE_BYTES = 2_000;

/** What a curl command is written from. */
export interface CurlSource {
  readonly contract: PartnerContract;
  readonly url: string;
  readonly bodyKind: BodyKind;
  readonly message: RequestMessage;
  /** The fields that the body was written from. */
  readonly fields: readonly BodyField[];
  /** Absent when the operation takes none. */
  readonly document?: SavedDocument;
  /** Whether the signature is only valid for the body as it was written. */
  readonly signsBody: boolean;
  /** Saves a body that curl must not write itself; returns its path. */
  saveBody(bytes: Buffer): Promise<string>;
  /** Saves the headers for a short command, whose JSON body is saved too; returns the path. */
  saveHeaders?(lines: string): Promise<string>;
}

/** A document and its path. */
export interface SavedDocument extends SampleDocument {
  readonly path: string;
}

/** `;` and `,` have a special meaning in curl's form values, so the path is quoted. */
const formPath = (path: string) => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** A media type that curl sends as it is; parameters would be reformatted. */
const PLAIN_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/** The arguments for one part of a form; `undefined` when curl would send another part. */
function partWords(part: BodyField, document: SavedDocument | undefined): readonly string[] | undefined {
  if ('json' in part) return undefined;
  const { name, content, filename, contentType } = part;
  if (/[=\r\n"]/.test(name)) return undefined;
  if (filename === undefined) {
    // --form-string sends no type
    return contentType === undefined ? ['--form-string', `${name}=${content}`] : undefined;
  }
  const isDocument = document?.filename === filename && document.bytes.equals(Buffer.from(content as string));
  if (!isDocument || (contentType !== undefined && !PLAIN_TYPE.test(contentType))) return undefined;
  return ['-F', `${name}=@${formPath(document.path)}${contentType === undefined ? '' : `;type=${contentType}`}`];
}

/** The arguments for a form that curl writes itself; `undefined` when it would not be what was composed and signed. */
function formWords({ fields, document, signsBody }: CurlSource): readonly string[] | undefined {
  const parts = fields.map((field) => partWords(field, document));
  const words = parts.filter((part) => part !== undefined).flat();
  return signsBody || fields.length === 0 || parts.includes(undefined) ? undefined : words;
}

async function savedWords({ message, saveBody }: CurlSource): Promise<readonly string[]> {
  return ['--data-binary', `@${await saveBody(message.body)}`];
}

async function jsonWords(source: CurlSource): Promise<readonly string[]> {
  const { body } = source.message;
  return body.length <= MAX_INLINE_BYTES && !source.saveHeaders
    ? ['--data-binary', body.toString()]
    : savedWords(source);
}

async function rawWords(source: CurlSource): Promise<readonly string[]> {
  const { document, message } = source;
  return document?.bytes.equals(message.body) ? ['--data-binary', `@${document.path}`] : savedWords(source);
}

/** How curl writes a body of each kind, except for a form. */
const BODY_WORDS: Readonly<Record<BodyKind, (source: CurlSource) => Promise<readonly string[]>>> = {
  json: jsonWords,
  multipart: savedWords,
  raw: rawWords,
  none: async () => [],
};

/** The headers, with names spelled as in the partner's documents. */
function headersOf({ contract, message }: CurlSource, isForm: boolean): readonly string[] {
  const spelled = new Map(Object.keys(contract.requestHeaders).map((name) => [name.toLowerCase(), name]));
  spelled.set('content-type', 'Content-Type');
  // curl generates the boundary of a form
  const sent = Object.entries(message.headers).filter(([name]) => !isForm || name.toLowerCase() !== 'content-type');
  return sent.map(([name, value]) => `${spelled.get(name.toLowerCase()) ?? name}: ${value}`);
}

async function headerWords(source: CurlSource, isForm: boolean): Promise<readonly string[]> {
  const headers = headersOf(source, isForm);
  if (source.saveHeaders && headers.length > 0)
    return ['-H', `@${await source.saveHeaders(`${headers.join('\n')}\n`)}`];
  return headers.flatMap((header) => ['-H', header]);
}

/** The arguments of a curl command in three parts: where to, the headers, and the body. */
export async function curlParts(source: CurlSource): Promise<readonly (readonly string[])[]> {
  const { url, message, bodyKind } = source;
  const form = bodyKind === 'multipart' ? formWords(source) : undefined;
  const body = form ?? (await BODY_WORDS[bodyKind](source));
  return [['-X', message.method, url + message.target], await headerWords(source, form !== undefined), body];
}

/** The arguments of a curl command that sends a composed message. */
export const curlWords = async (source: CurlSource): Promise<readonly string[]> => (await curlParts(source)).flat();
