import type { DetailSource, JournalDetail, KeptDocument } from '../../state/journal.js';
import type { WireAnswer } from '../build-answer.js';
import { answeredWith, type DetailInput, describe } from './exchange-detail.js';
import type { SeenBody } from './seen-body.js';
import type { Judged } from './steps.js';

/** What of an exchange is kept as one text: the objects of thousands of entries would keep the garbage collector busy. */
interface Packed extends Omit<DetailInput, keyof Judged | 'answer' | 'seen'> {
  readonly seen: Pick<SeenBody, 'fields' | 'documents'> | undefined;
  readonly httpStatus: number;
  readonly headers: WireAnswer['headers'];
}

/** What the objects of one detail take, besides the texts in them. */
const OBJECTS_BYTES = 512;

/** The detail of an entry, which is described when somebody reads it. */
class ExchangeDetail implements DetailSource {
  readonly #judged: Judged;
  readonly #packed: string;
  /** The body of the answer, in which ids are searched. */
  readonly #body: string;
  /** Of the documents that are kept. */
  #bytes: SeenBody['bytes'];

  constructor(input: DetailInput) {
    const { partner, operation, progress, entry, accepted, target, rawHeaders, tls, seen, bodyCrc32, answer } = input;
    const { delivered, startedMs, answeredMs, wrong } = input;
    const { httpStatus, headers, body } = answer;
    const packed: Packed = {
      target,
      rawHeaders,
      tls,
      seen: seen && { fields: seen.fields, documents: seen.documents },
      bodyCrc32,
      httpStatus,
      headers,
      delivered,
      startedMs,
      answeredMs,
      wrong,
    };
    this.#judged = { partner, operation, progress, entry, accepted };
    this.#packed = JSON.stringify(packed);
    this.#body = body;
    this.#bytes = seen?.bytes;
  }

  get sizeBytes(): number {
    return OBJECTS_BYTES + this.#packed.length + this.#body.length;
  }

  get documentBytes(): number {
    return this.#bytes?.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0) ?? 0;
  }

  #unpack(): DetailInput {
    const { seen, httpStatus, headers, ...rest } = JSON.parse(this.#packed) as Packed;
    const answer = { httpStatus, headers, body: this.#body };
    return { ...this.#judged, ...rest, answer, seen: seen && { ...seen, bytes: this.#bytes } };
  }

  document(index: number): KeptDocument | undefined {
    const bytes = this.#bytes?.[index];
    return bytes && { bytes, kind: this.#unpack().seen?.documents[index]?.kind ?? null };
  }

  forgetDocuments(): void {
    this.#bytes = undefined;
  }

  describe(): JournalDetail {
    return describe(this.#unpack());
  }

  answeredWith(id: string): boolean {
    return this.#body.includes(id) && answeredWith(this.#unpack(), id);
  }
}

/** Packs what is known of an exchange. */
export const detailOf = (input: DetailInput): DetailSource => new ExchangeDetail(input);
