import type { BodyField, BodyKind, PartnerContract, RequestMessage } from '@sparring/contracts';

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
  /** The path of the document; absent when the operation takes none. */
  readonly documentPath?: string;
  /** Saves a body that is too long for a command line; returns its path. */
  saveBody(bytes: Buffer): Promise<string>;
}

/** `;` and `,` have a special meaning in curl's form values, so the path is quoted. */
const formPath = (path: string) => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const partWords = (field: BodyField, path: string): readonly string[] =>
  'filename' in field && field.filename !== undefined
    ? ['-F', `${field.name}=@${formPath(path)}`]
    : ['--form-string', `${field.name}=${'content' in field ? field.content.toString() : ''}`];

async function jsonWords({ message, saveBody }: CurlSource): Promise<readonly string[]> {
  const { body } = message;
  return ['--data-binary', body.length <= MAX_INLINE_BYTES ? body.toString() : `@${await saveBody(body)}`];
}

/** How curl writes a body of each kind. */
const BODY_WORDS: Readonly<Record<BodyKind, (source: CurlSource) => Promise<readonly string[]>>> = {
  json: jsonWords,
  multipart: async ({ fields, documentPath = '' }) => fields.flatMap((field) => partWords(field, documentPath)),
  raw: async ({ documentPath = '' }) => ['--data-binary', `@${documentPath}`],
  none: async () => [],
};

/** Header arguments, with names spelled as in the partner's documents. */
function headerWords({ contract, message, bodyKind }: CurlSource): readonly string[] {
  const spelled = new Map(Object.keys(contract.requestHeaders).map((name) => [name.toLowerCase(), name]));
  spelled.set('content-type', 'Content-Type');
  // curl generates the boundary of a form
  const sent = Object.entries(message.headers).filter(([name]) => bodyKind !== 'multipart' || name !== 'content-type');
  return sent.flatMap(([name, value]) => ['-H', `${spelled.get(name.toLowerCase()) ?? name}: ${value}`]);
}

/** The arguments of a curl command that sends a composed message. */
export async function curlWords(source: CurlSource): Promise<readonly string[]> {
  const { url, message, bodyKind } = source;
  const body = await BODY_WORDS[bodyKind](source);
  return ['-X', message.method, url + message.target, ...headerWords(source), ...body];
}
