import type { FileKind } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import { describeMove, writeFields } from './describe-move.js';
import type { DocumentFormat } from './document-rules.js';
import { type DocumentOperation, fileNamePart } from './kit.js';
import { type MoveReader, type ReadMove, scopeOf } from './kit-moves.js';
import { encodeDocument, faceOf, makeDocument } from './make-document.js';

/** The kind of each format that can be asked for. */
const KINDS: Readonly<Record<string, FileKind>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', pdf: 'pdf' };

/** What `sparring files make` is asked for. */
export interface OneDocument {
  readonly move: string;
  /** `png`, `jpg`, `jpeg` or `pdf`, in any case. */
  readonly format: string;
  /** The operations that the document may be uploaded to. */
  readonly operations: readonly DocumentOperation[];
  readonly moves: MoveReader;
  readonly seed: string;
}

/** A document with a name for its file. */
export interface MadeDocument {
  readonly filename: string;
  readonly bytes: Buffer;
}

type KnownMove = Exclude<ReadMove, { kind: 'unknown' }>;

/** An operation that has the move. */
interface Target extends DocumentOperation {
  readonly read: KnownMove;
}

const nameOf = ({ contract, operation }: DocumentOperation) => `${contract.name} ${operation.name}`;

function readKind(format: string): FileKind {
  const name = format.toLowerCase();
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind)
    throw new UserError(
      `there is no format ${format.slice(0, 64)}; the formats are ${Object.keys(KINDS).join(', ')}`,
      'format',
    );
  return kind;
}

/** The operations that have the move; when there is none, the error lists every move. */
function findTargets({ move, operations, moves }: OneDocument): readonly Target[] {
  const targets = operations.flatMap((operation): readonly Target[] => {
    const read = moves.parseMove(move, scopeOf(operation.contract, operation.operation));
    return read.kind === 'unknown' ? [] : [{ ...operation, read }];
  });
  if (targets.length > 0) return targets;
  const scopes = operations.map(({ contract, operation }) => scopeOf(contract, operation));
  const every = {
    codes: [...new Set(scopes.flatMap(({ codes }) => codes))],
    signsAnswers: scopes.some(({ signsAnswers }) => signsAnswers),
    datesAnswers: scopes.some(({ datesAnswers }) => datesAnswers),
  };
  const read = moves.parseMove(move, every);
  throw new UserError(
    read.kind === 'unknown' ? read.message : `no operation that takes documents has the move ${move}`,
    'move',
  );
}

const formatOf = ({ rules }: DocumentOperation, kind: FileKind): DocumentFormat | undefined =>
  rules.formats.find((format) => format.kind === kind);

function wrongFormat({ move, format }: OneDocument, targets: readonly Target[]): UserError {
  const taken = targets.map((target) => {
    const extensions = target.rules.formats.map(({ extension }) => extension);
    return `${nameOf(target)} takes ${extensions.join(', ')}`;
  });
  return new UserError(`a ${format} would be refused before it can ask for ${move}: ${taken.join('; ')}`, 'format');
}

/**
 * Makes one document that asks for a move.
 * @returns its bytes and a file name such as `PROCESS_FAIL.png`
 * @throws UserError in one sentence when the format or the move is unknown, or no operation that has the move takes the format.
 */
export function makeOne(input: OneDocument): MadeDocument {
  const kind = readKind(input.format);
  const targets = findTargets(input);
  const fitting = targets.filter((target) => formatOf(target, kind));
  const [first] = fitting;
  if (!first) throw wrongFormat(input, targets);
  const { text, title, tone, lines } = describeMove(first.contract, first.read);
  const uploads = fitting.map((target) => `${nameOf(target)}${writeFields(formatOf(target, kind)?.fields ?? {})}`);
  const bytes = makeDocument({ kind, move: text, title, tone, seed: input.seed, lines: [...lines, ...uploads] });
  return { filename: `${fileNamePart(text)}.${formatOf(first, kind)?.extension}`, bytes };
}

/** A document that carries no move. */
export interface PlainDocument {
  /** As of `OneDocument`. */
  readonly format: string;
  readonly operation: DocumentOperation;
  readonly seed: string;
}

/**
 * Makes one document that asks for nothing, so that the partner answers as always.
 * @returns its bytes and a file name such as `plain.png`
 * @throws UserError in one sentence when the operation does not take the format.
 */
export function makePlain({ format, operation, seed }: PlainDocument): MadeDocument {
  const kind = readKind(format);
  const taken = formatOf(operation, kind);
  if (!taken) {
    const extensions = operation.rules.formats.map(({ extension }) => extension);
    throw new UserError(`${nameOf(operation)} takes no ${format}, but ${extensions.join(', ')}`, 'format');
  }
  const lines = [`${nameOf(operation)}${writeFields(taken.fields)}`];
  const bytes = encodeDocument(kind, faceOf({ title: 'asks for no move', lines, seed }));
  return { filename: `plain.${taken.extension}`, bytes };
}
