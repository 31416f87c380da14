import type { Operation } from '@sparring/contracts';
import type { PartnerModule } from '../core/partner-module.js';
import { takesDocuments } from '../files/document-rules.js';
import { MOVE_HEADER, type MoveSource } from '../moves/choose-move.js';
import type { WayToReproduce } from './explanation.js';

/** What a way to ask for a move is written from. */
interface Asked {
  readonly module: PartnerModule;
  readonly operation: Operation;
  /** As it is written. */
  readonly move: string;
}

/** Quotes a move where a shell would read its parentheses. */
const quoted = (move: string) => (/[()]/.test(move) ? `'${move}'` : move);

/** A business id can only carry a move without arguments. */
const fitsValue = (move: string) => /^[\w-]+$/.test(move);

/** How each way is written, weakest need of a change to the client first; `undefined` when an operation does not have it. */
const WAYS: readonly (readonly [MoveSource | 'command', (asked: Asked) => string | undefined])[] = [
  [
    'rule',
    ({ module: { contract }, move }) =>
      `npx sparring rules add --partner ${contract.name} --move ${quoted(move)} --times 1`,
  ],
  ['header', ({ move }) => `${MOVE_HEADER}: ${move}`],
  [
    'value',
    ({ operation: { businessId }, move }) =>
      businessId === undefined || !fitsValue(move) ? undefined : `${businessId}=SPARRING-${move}-1`,
  ],
  [
    'file',
    ({ module, operation: { name }, move }) => {
      const { formats } = (takesDocuments(module) ? module.documents[name] : undefined) ?? {};
      return formats && `npx sparring files make --move ${quoted(move)} --format ${formats[0].extension}`;
    },
  ],
  [
    'command',
    ({ module: { contract }, operation: { name }, move }) =>
      `npx sparring curl ${contract.name} ${name} --move ${quoted(move)}`,
  ],
];

/**
 * How to get an answer on purpose.
 * @param honored the ways to ask for a move that have an effect
 */
export function waysToReproduce(asked: Asked, honored: ReadonlySet<MoveSource>): readonly WayToReproduce[] {
  return WAYS.flatMap(([way, write]) => {
    const text = honored.has(way === 'command' ? 'header' : way) ? write(asked) : undefined;
    return text === undefined ? [] : [{ way, text }];
  });
}
