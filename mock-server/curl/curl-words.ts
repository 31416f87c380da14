import type { BodyField, BodyKind, PartnerContract, RequestMessage } from '@sparring/contracts';

/** A body of more bytes than this goes into a file: command lines have a limit. */
const MAX_INLINE_BYTES = 2_000;

/** What the words of a curl command are made from. */
export interface CurlSource {
  readonly contract: PartnerContract;
  readonly url: string;
  readonly bodyKind: BodyKind;
  readonly message: RequestMessage;
  /** The fields the body was written from. */
  readonly fields: readonly BodyField[];
  /** Where the document is on the disk; absent when the operation takes none. */
  readonly documentPath?: string;
  /** Keeps a body that is too long for a command line; returns its path. */
  keepBody(bytes: Buffer): Promise<string>;
}

/** curl gives `;` and `,` in a form value a meaning, so the file's path is quoted. */
const formPath = (path: string) => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const partWords = (field: BodyField, path: string): readonly string[] =>
  'filename' in field && field.filename !== undefined
    ? ['-F', `${field.name}=@${formPath(path)}`]
    : ['--form-string', `${field.name}=${'content' in field ? field.content.toString() : ''}`];

async function jsonWords({ message, keepBody }: CurlSource): Promise<readonly string[]> {
  const { body } = message;
  return ['--data-binary', body.length <= MAX_INLINE_BYTES ? body.toString() : `@${await keepBody(body)}`];
}

/** How curl writes a body of each kind. */
const BODY_WORDS: Readonly<Record<BodyKind, (source: CurlSource) => Promise<readonly string[]>>> = {
  json: jsonWords,
  multipart: async ({ fields, documentPath = '' }) => fields.flatMap((field) => partWords(field, documentPath)),
  raw: async ({ documentPath = '' }) => ['--data-binary', `@${documentPath}`],
  none: async () => [],
};

/** The names of the partner's headers as its documents spell them. */
function headerWords({ contract, message, bodyKind }: CurlSource): readonly string[] {
  const spelled = new Map(Object.keys(contract.requestHeaders).map((name) => [name.toLowerCase(), name]));
  spelled.set('content-type', 'Content-Type');
  // curl writes the boundary of a form itself
  const sent = Object.entries(message.headers).filter(([name]) => bodyKind !== 'multipart' || name !== 'content-type');
  return sent.flatMap(([name, value]) => ['-H', `${spelled.get(name.toLowerCase()) ?? name}: ${value}`]);
}

/** The arguments of a curl command that sends a composed message. */
export async function curlWords(source: CurlSource): Promise<readonly string[]> {
  const { url, message, bodyKind } = source;
  const body = await BODY_WORDS[bodyKind](source);
  return ['-X', message.method, url + message.target, ...headerWords(source), ...body];
}
