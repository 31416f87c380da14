import { crc32 } from 'node:zlib';
import { fileKind, type Operation } from '@sparring/contracts';
import type { ReceivedDocument, ReceivedFile } from '../body/receiver.js';
import type { FieldDocument, SimulatedPartner } from '../partner.js';
import { type PictureSize, pictureSize } from './picture-size.js';

/** A longer text is only known by its checksum afterwards, so that the journal stays small. */
const KEPT_CHARACTERS = 256;

/** A field of a body, as much of it as the journal needs. */
export interface SeenField {
  readonly name: string;
  /** `undefined` when it is too long, or not a text. */
  readonly text: string | undefined;
  readonly sizeCharacters: number;
  /** Of a long text; `undefined` of any other, and of what is not a text. */
  readonly crc32: number | undefined;
}

/** A document of a body, by default without its bytes. */
export interface SeenDocument {
  readonly field: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly sizeBytes: number;
  readonly kind: string | undefined;
  readonly crc32: number | undefined;
  /** In Base64. */
  readonly sha256: string | undefined;
  readonly size: PictureSize | undefined;
}

/** What the journal needs of a decoded body, which is much smaller than the body. */
export interface SeenBody {
  readonly fields: readonly SeenField[];
  readonly documents: readonly SeenDocument[];
  /** Those of the documents, in their order, when they are kept and until they take too much memory. */
  readonly bytes?: readonly (Buffer | undefined)[] | undefined;
}

const NOTHING: SeenBody = { fields: [], documents: [] };

const isDocument = (value: unknown): value is ReceivedDocument & Partial<ReceivedFile> =>
  typeof value === 'object' && value !== null && 'head' in value && Buffer.isBuffer(value.head);

function seeDocument(field: string, document: ReceivedDocument & Partial<ReceivedFile>): SeenDocument {
  const { filename, contentType, sizeBytes, kind, crc32: checksum, pictureSize: size } = document;
  return { field, filename, contentType, sizeBytes, kind, crc32: checksum, sha256: undefined, size };
}

function seeFieldDocument({ field, bytes, sha256 }: FieldDocument): SeenDocument {
  const kind = fileKind(bytes);
  const unknown = { filename: undefined, contentType: undefined, crc32: undefined };
  return { field, ...unknown, sizeBytes: bytes.length, kind, sha256, size: pictureSize(bytes) };
}

function seeField(name: string, value: unknown, isKnown: boolean): SeenField {
  if (typeof value !== 'string') return { name, text: undefined, sizeCharacters: 0, crc32: undefined };
  const { length: sizeCharacters } = value;
  if (sizeCharacters <= KEPT_CHARACTERS) return { name, text: value, sizeCharacters, crc32: undefined };
  return { name, text: undefined, sizeCharacters, crc32: isKnown ? undefined : crc32(value) };
}

/** Takes from the fields of a body what the journal needs. */
function seeFields(body: object, { requestFields }: Operation, decoded: FieldDocument | undefined): Required<SeenBody> {
  const fields: SeenField[] = [];
  const documents: SeenDocument[] = decoded ? [seeFieldDocument(decoded)] : [];
  const bytes: (Buffer | undefined)[] = decoded ? [decoded.bytes] : [];
  for (const name of requestFields) {
    if (!Object.hasOwn(body, name)) continue;
    const value = (body as Readonly<Record<string, unknown>>)[name];
    if (isDocument(value)) {
      documents.push(seeDocument(name, value));
      bytes.push(value.bytes);
    } else fields.push(seeField(name, value, name === decoded?.field));
  }
  return { fields, documents, bytes };
}

/** Takes from a decoded body what the journal needs, so that the body itself can be forgotten. */
export function seeBody(
  { operations }: SimulatedPartner,
  operation: Operation,
  body: unknown,
  keepDocuments: boolean,
): SeenBody {
  if (typeof body !== 'object' || body === null) return NOTHING;
  const { fields, documents, bytes } = isDocument(body)
    ? { fields: [], documents: [seeDocument('', body)], bytes: [body.bytes] }
    : seeFields(body, operation, operations[operation.name]?.fieldDocument?.(body));
  return keepDocuments ? { fields, documents, bytes } : { fields, documents };
}
