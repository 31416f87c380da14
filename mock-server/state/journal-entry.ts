/** A move that a request asked for. */
export interface JournalMove {
  /** For example `PROCESS_FAIL`, `delay(2s)`, or `natural` when a rule asks for no move. */
  readonly text: string;
  /** What asked for it: `rule`, `header`, `value` or `file`. */
  readonly by: string;
  /** The id of the rule that asked for it. */
  readonly rule: string | null;
  /** Whether it determined the answer. */
  readonly used: boolean;
}

/** How an invalid signature was made, as far as it could be found out. Contains no keys, signatures or documents. */
export interface JournalDiagnosis {
  /** The ids of one or two known mistakes, such as `body-pretty` or `path-without-query + signature-hex`; null when none fits. */
  readonly recipe: string | null;
  /** One sentence. */
  readonly cause: string;
  /** What to do, with a line of code. */
  readonly fix: string;
  /** What the signature should have been made from, with escapes for invisible characters; secrets are replaced. */
  readonly stringToSign: string;
  /** Where the string that was signed first differs; null when it is not known, or when it was right. */
  readonly difference: {
    /** In bytes from the start of the string to sign. */
    readonly atByte: number;
    readonly ours: string;
    readonly theirs: string;
  } | null;
  /** How many strings were compared with the signature. */
  readonly tried: number;
  /** How many were not, because the body is too large. */
  readonly notTried: number;
}

/**
 * What was received, what was decided and why, and what was answered, as lists show it. Contains no secrets, keys or
 * documents.
 */
export interface JournalEntry {
  readonly id: string;
  /** Counts the requests of all lanes of a simulator. */
  readonly number: number;
  readonly lane: string;
  readonly at: string;
  /** Null when the request was for none of them, as `operation` when it was for none of the partner's. */
  readonly partner: string | null;
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly httpStatus: number;
  /** The partner's code; where no partner judged the request, that of an error of the simulator, such as `unknown-path`. */
  readonly code: string;
  /** The decision behind a partner's refusal, `move`, `unknown-move`, or null when there is none. */
  readonly rule: string | null;
  readonly reason: string | null;
  /** The id that the request is about, if it could be read. */
  readonly businessId: string | null;
  readonly move: JournalMove | null;
  /** Why an id or a document that seems to ask for a move asks for none. */
  readonly note: string | null;
  /** Only for an invalid signature. */
  readonly diagnosis?: JournalDiagnosis;
  readonly bodyBytes: number;
  readonly tookMs: number;
}

/** Names and values in their order; a name can occur more than once. */
export type JournalHeaders = readonly (readonly [name: string, value: string])[];

/** A document of a request; its bytes are only kept when the simulator was asked to. */
export interface JournalDocument {
  /** The field or part that it arrived in; `''` when it is the whole body. */
  readonly field: string;
  /** Without its name, which may be that of a person: `<12 characters>.jpg`. Whole when documents are kept. */
  readonly filename: string | null;
  /** The media type that the client gave, without parameters. */
  readonly contentType: string | null;
  readonly sizeBytes: number;
  /** Whether its bytes are still there. */
  readonly kept: boolean;
  /** In lower-case hex; null when nothing but the journal needed it and the bytes are not kept. */
  readonly sha256: string | null;
  /** Eight lower-case hex digits, as `crc32` and `gzip` print them; null when `sha256` is not. */
  readonly crc32: string | null;
  /** Detected from the first bytes: `jpeg`, `png` or `pdf`. */
  readonly kind: string | null;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** A `data:` URL of a small picture. */
  readonly thumbnail: string | null;
}

/** A request as it was received. Secrets, personal data and long texts are replaced by their size: `<44 characters>`. */
export interface JournalRequest {
  /** Path and query; of the query, names only. */
  readonly target: string;
  /** Whether it came over HTTPS. */
  readonly tls: boolean;
  readonly headers: JournalHeaders;
  /** The kind of body that the operation takes. */
  readonly body: 'json' | 'multipart' | 'raw' | 'none';
  /** The fields of the body by name, apart from documents in parts of their own; empty when it was not decoded. */
  readonly fields: Readonly<Record<string, string>>;
  readonly documents: readonly JournalDocument[];
  /** When it was signed, as the client wrote it; null when it does not say. */
  readonly signedTime: string | null;
  /**
   * The same for two requests whose fields and documents are the same, apart from the business id; null when the body
   * was not decoded.
   */
  readonly contentSha256: string | null;
  /**
   * In hex, of all bytes of a body that was not decoded, without the boundary of a multipart body; null when it was
   * decoded, is empty, or was not read to its end.
   */
  readonly bodyCrc32: string | null;
}

/** One step in the judgement of a request. */
export interface JournalStep {
  /** `route`, `authenticate`, `receive`, `decode`, …, or the id of a decision. */
  readonly name: string;
  readonly verdict: 'passed' | 'refused' | 'skipped';
  /** The decision that the step applies, `move`, or null when it applies none in particular. */
  readonly rule: string | null;
  readonly provenance: 'documented' | 'family' | 'assumed' | null;
  /** Where the decision comes from. */
  readonly source: string | null;
  readonly reason: string | null;
}

/** An answer as it was sent. */
export interface JournalAnswer {
  readonly httpStatus: number;
  readonly headers: JournalHeaders;
  /** At most 4,096 characters of it; null when there is none. */
  readonly body: string | null;
  readonly bodyBytes: number;
  /** Whether all of it was sent: a fault, or a client that left, can prevent that. */
  readonly delivered: boolean;
}

/** When what was done, in milliseconds since the head of the request arrived. */
export interface JournalTiming {
  /** When that was, in milliseconds since the process was started: no test can move this clock. */
  readonly arrivedMs: number;
  /** The body was complete; null when the answer did not wait for that. */
  readonly receivedMs: number | null;
  /** The outcome was decided. */
  readonly judgedMs: number;
  /** The answer was ready to be sent. */
  readonly answeredMs: number;
  /** The answer was sent, or the client left; null while a fault holds it back. */
  readonly endedMs: number | null;
}

/** What of a request is wrong. */
export interface JournalWrongPart {
  /** `method`, `path`, `header`, `parameter`, `field`, `document`, `body`, or `rate` for how often requests come. */
  readonly part: string;
  readonly name: string | null;
  /** Continues "must be": `13 digits`, `at most 64 characters`. */
  readonly allowed: string;
}

/** What is known of a request besides what lists show. */
export interface JournalDetail {
  /** Of a refused request; null when it is not one part. */
  readonly wrong: JournalWrongPart | null;
  readonly request: JournalRequest;
  /** In their order. */
  readonly steps: readonly JournalStep[];
  readonly answer: JournalAnswer;
  readonly timing: JournalTiming;
}

/** A whole entry. The detail of old entries is dropped before they are: then it is null, and there are no steps. */
export interface JournalExchange extends JournalEntry {
  readonly wrong: JournalWrongPart | null;
  readonly request: JournalRequest | null;
  readonly steps: readonly JournalStep[];
  readonly answer: JournalAnswer | null;
  readonly timing: JournalTiming | null;
}
