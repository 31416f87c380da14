import type { Refusal } from '@sparring/contracts';
import type { JournalDiagnosis } from '../../state/journal.js';
import type { Credentials } from '../partner-module.js';
import type { RequestHead } from '../request-head.js';

/** A piece of a string to sign. */
export interface Piece {
  readonly bytes: string | Buffer;
  /** What is shown instead of it, because it may be a secret or a document. */
  readonly shown?: string;
}

/** What a caller signs, before it becomes a string. */
export interface Signing {
  readonly method: string;
  /** Path with query in the form that is signed. */
  readonly target: string;
  readonly caller: string;
  readonly time: string;
  /** In pieces, so that a large document is hashed where it is. */
  readonly body: readonly (string | Buffer)[];
  /** Of the target, what may be shown. */
  readonly shownTarget: string;
  /** Of the body, what may be shown; default: its size. */
  readonly shownBody?: string;
  /** Writes the string to sign. */
  write(signing: Signing): readonly Piece[];
}

/** What a mistake is in; two mistakes are only combined when they are in different parts. */
export type MistakenPart =
  | 'method'
  | 'target'
  | 'caller'
  | 'time'
  | 'body'
  | 'layout'
  | 'key'
  | 'algorithm'
  | 'encoding';

/** A known mistake, in words. */
export interface Mistake {
  /** In kebab-case; unique within a partner's table. */
  readonly id: string;
  readonly part: MistakenPart;
  /** One sentence that starts with `The`. */
  readonly cause: string;
  /** One sentence that says what to do. */
  readonly fix: string;
}

/** What is known about a request whose signature is invalid. */
export interface SignatureEvidence {
  readonly head: RequestHead;
  /** The beginning of the body, or all of it; empty when nothing was kept. */
  readonly bytes: Buffer;
  readonly sizeBytes: number;
  /** The text parts of a multipart body, when they are known. */
  readonly textParts?: Readonly<Record<string, string>> | undefined;
  /** The other lanes, whose credentials may have been used by mistake. */
  readonly otherLanes: readonly { readonly name: string; readonly credentials: Credentials }[];
}

/** One row of a partner's table: a wrong way to write the string to sign. */
export interface WrongRecipe extends Mistake {
  /** Whether it is never combined with a second mistake, because it stands for many attempts. */
  readonly alone?: true;
  /** Whether it is tried after the others, and so not at all when the body is large. */
  readonly rare?: true;
  /** What may have been signed instead; what equals the correct string does not count. */
  variants(correct: Signing, evidence: SignatureEvidence): readonly Partial<Signing>[];
}

/** A way in which strings can be compared with the signature received. */
export interface Opening {
  /** The mistakes in encoding, key and algorithm that it assumes; none when it is the correct one. */
  readonly mistakes: readonly Mistake[];
  /** Whether the signature alone proves key and algorithm, whatever was signed. */
  readonly proven: boolean;
  /** Whether the signature was made from this string. */
  matches(text: readonly Piece[]): boolean;
}

/** Everything that is needed to find out how an invalid signature was made. */
export interface SignatureCase {
  readonly correct: Signing;
  readonly openings: readonly Opening[];
  readonly recipes: readonly WrongRecipe[];
  /** The line of code that gets a part right, for the fix. */
  readonly code: Readonly<Partial<Record<MistakenPart, string>>>;
  /** One sentence for a signature that no opening fits. */
  readonly unopened: string;
  /** How to print one's own string to sign. */
  readonly printOwn: string;
}

/** The refusal of an invalid signature, from a partner that has a table of wrong recipes. */
export interface InvalidSignature extends Refusal {
  /** Called after the decision, with the body if it was kept. May load the table first: most requests need none. */
  examine(evidence: SignatureEvidence): SignatureCase | Promise<SignatureCase>;
}

/** What was kept of a body that was not decoded, because its request was refused before. */
export interface KeptBody extends Pick<SignatureEvidence, 'bytes' | 'sizeBytes' | 'textParts'> {
  /** Of all of it, without the boundary of a multipart body; `undefined` when it is empty, or was not read to its end. */
  readonly crc32: number | undefined;
}

/** Finds out how an invalid signature was made; `undefined` when it cannot. */
export type Diagnose = (
  refusal: InvalidSignature,
  evidence: Omit<SignatureEvidence, 'otherLanes'>,
) => Promise<JournalDiagnosis | undefined>;

export function isInvalidSignature(refusal: Refusal): refusal is InvalidSignature {
  return 'examine' in refusal;
}
