import { entryOf, type Operation, type PartnerContract } from '@sparring/contracts';
import { describeAnswer, describeMove, type MoveText, writeFields } from './describe-move.js';
import type { DocumentRules } from './document-rules.js';
import { type EdgeCase, edgeCases } from './edge-cases.js';
import type { Tone } from './face.js';
import { type MoveReader, scopeOf } from './kit-moves.js';
import { faceOf, makeDocument } from './make-document.js';

/** One file of a kit. */
export interface KitDocument {
  readonly filename: string;
  readonly bytes: Buffer;
  /** The fields to upload it with. */
  readonly fields: Readonly<Record<string, string>>;
  /** Whether a browser can show it as a picture. */
  readonly isPicture: boolean;
}

/** Documents that get the same answer: one move in every format, or one edge case. */
export interface KitEntry {
  readonly group: 'answer' | 'fault' | 'edge';
  readonly title: string;
  /** The move that the documents carry; edge cases carry none. */
  readonly move?: string;
  /** The code of the answer; a fault has none. */
  readonly code?: string;
  readonly tone: Tone;
  /** What the client gets. */
  readonly expected: string;
  /** Sentences about why, and what a good client does. */
  readonly notes: readonly string[];
  readonly documents: readonly KitDocument[];
}

/** An operation of a partner that takes documents. */
export interface DocumentOperation {
  readonly contract: PartnerContract;
  readonly operation: Operation;
  readonly rules: DocumentRules;
}

/** The documents of one operation. */
export interface KitSection extends DocumentOperation {
  readonly entries: readonly KitEntry[];
}

const FOLDERS: Readonly<Record<KitEntry['group'], string>> = { answer: 'codes', fault: 'faults', edge: 'edge-cases' };

/** Where a document lies in the folder of a kit, with slashes. */
export const documentPath = (
  { contract, operation }: DocumentOperation,
  { group }: KitEntry,
  { filename }: KitDocument,
): string => `${contract.name}/${operation.name}/${FOLDERS[group]}/${filename}`;

/** What a kit is made of. */
export interface KitInput {
  readonly operations: readonly DocumentOperation[];
  readonly moves: MoveReader;
  /** Chooses the made-up people. */
  readonly seed: string;
}

/** A move as part of a file name: `delay-2s`. */
export const fileNamePart = (move: string) => move.replace(/[^\w.-]+/g, '-').replace(/-+$/, '');

function entryOfMove(target: DocumentOperation, move: MoveText, seed: string): KitEntry {
  const { operation, rules } = target;
  const documents = rules.formats.map(({ kind, extension, fields }) => {
    const [first = '', ...others] = move.lines;
    // early, because the last lines are left out when there is no room
    const lines = [first, `${operation.name}${writeFields(fields)}`, ...others];
    const bytes = makeDocument({ kind, move: move.text, title: move.title, tone: move.tone, lines, seed });
    const filename = `${fileNamePart(move.text)}.${extension}`;
    return { filename, bytes, fields, isPicture: kind !== 'pdf' };
  });
  const { kind: group, text, title, tone, expected, notes } = move;
  return { group, title, tone, expected, notes, documents, move: text, ...(move.code ? { code: move.code } : {}) };
}

/** Draws the document twice, because its face tells the answer, which depends on the document. */
function entryOfEdgeCase({ contract, operation, rules }: DocumentOperation, edge: EdgeCase, seed: string): KitEntry {
  const { filename, title, why, fields, isPicture } = edge;
  const draft = edge.build(faceOf({ title, lines: [], seed }));
  const { code, reason } = rules.judge({ filename, bytes: draft }, fields);
  const answer = entryOf(contract.catalogue, code);
  const lines = [`Expected answer: ${code} (${answer.class}).`, why, `${operation.name}${writeFields(fields)}`];
  const bytes = edge.build(faceOf({ title, lines, seed, tone: answer.class }));
  return {
    group: 'edge',
    title,
    code,
    tone: answer.class,
    expected: describeAnswer(answer),
    notes: [why, ...(reason === undefined ? [] : [`Refused because ${reason}.`])],
    documents: [{ filename, bytes, fields, isPicture }],
  };
}

/**
 * Makes the documents of each operation: one for each code, fault and format, then the edge cases.
 * @throws RangeError when a rule answers a code that the catalogue does not have, which is a bug of ours.
 * @example makeKit({ operations, moves, seed: '1' }).flatMap(({ entries }) => entries)
 */
export function makeKit({ operations, moves, seed }: KitInput): readonly KitSection[] {
  return operations.map((target) => {
    const { contract, operation, rules } = target;
    const scope = scopeOf(contract, operation);
    const place = `${seed}/${contract.name}/${operation.name}`;
    const asked = moves.listMoves(scope).map(({ name, examples: [example = name] }) => moves.parseMove(example, scope));
    const described = asked.flatMap((move) => (move.kind === 'unknown' ? [] : [describeMove(contract, move)]));
    const entries = [
      ...described.map((move) => entryOfMove(target, move, `${place}/${move.text}`)),
      ...edgeCases(rules).map((edge) => entryOfEdgeCase(target, edge, `${place}/${edge.filename}`)),
    ];
    return { ...target, entries };
  });
}
