import { type CatalogueEntry, entryOf, type PartnerContract, renderText } from '@sparring/contracts';
import { drawable, type Tone } from './face.js';
import type { ReadMove } from './kit-moves.js';

/** A move in words. */
export interface MoveText {
  readonly kind: 'answer' | 'fault';
  /** As it is written in a document. */
  readonly text: string;
  readonly code?: string;
  readonly tone: Tone;
  /** For the face of a document, as are the lines. */
  readonly title: string;
  readonly lines: readonly string[];
  /** What the client gets. */
  readonly expected: string;
  /** Sentences about what a good client does. */
  readonly notes: readonly string[];
}

/** Fields as a text that follows an operation: ` with type=idFront`. */
export function writeFields(fields: Readonly<Record<string, string>>): string {
  const texts = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return texts.length === 0 ? '' : ` with ${texts.join(', ')}`;
}

/** An answer in one line. */
export const describeAnswer = (entry: CatalogueEntry): string =>
  `${entry.code} (${entry.class}): ${renderText(entry, entry.moveSubject)}`;

/** Describes a move of a partner, for the face of a document and for the index. */
export function describeMove(contract: PartnerContract, move: Exclude<ReadMove, { kind: 'unknown' }>): MoveText {
  const { text } = move;
  if (move.kind === 'fault') {
    const { client, stored, clientAction } = move.fault;
    const notes = [`Stored: ${stored}`, clientAction];
    const shown = [`Client sees: ${client}`, ...notes];
    return { kind: 'fault', text, tone: 'fault', title: text, lines: shown, expected: client, notes };
  }
  const entry = entryOf(contract.catalogue, move.code);
  const { code, class: outcome, clientAction } = entry;
  const wire = renderText(entry, entry.moveSubject);
  const answer = drawable(wire) === undefined ? `The ${outcome} answer.` : `The ${outcome} answer: ${wire}`;
  return {
    kind: 'answer',
    text,
    code,
    tone: outcome,
    title: `answers ${code}`,
    lines: [answer, `Client: ${clientAction}`],
    expected: describeAnswer(entry),
    notes: [clientAction],
  };
}
