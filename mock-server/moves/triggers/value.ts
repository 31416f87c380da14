import { listMoves, type MoveScope, parseMove } from '../parse-move.js';

const PREFIX = 'SPARRING-';

const hasPrefix = (id: string) => id.slice(0, PREFIX.length).toUpperCase() === PREFIX;

/** The move that a text starts with if it is this one and is followed by `-` and at least one character. */
function startingMove(text: string, name: string): string | undefined {
  if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return undefined;
  const close = text[name.length] === '(' ? text.indexOf(')', name.length) : -1;
  const end = close === -1 ? name.length : close + 1;
  return text[end] === '-' && text.length > end + 1 ? text.slice(0, end) : undefined;
}

/**
 * Finds the move in a business id of the form `SPARRING-<MOVE>-<anything>`, in any case; of several names that fit,
 * the longest one wins. Every other id, also one with a misspelt move such as `SPARRING-TYPO-1`, asks for no move: it
 * may be an id that the client made without thinking of Sparring, and must then work as usual.
 * {@link explainUnusedValue} tells the user.
 * @returns a text that `parseMove` understands, or `undefined`
 * @example valueMove('SPARRING-delay(2s)-7', scope) // 'delay(2s)'
 */
export function valueMove(id: string, scope: MoveScope): string | undefined {
  if (!hasPrefix(id)) return undefined;
  const text = id.slice(PREFIX.length);
  const names = listMoves(scope).map(({ name }) => name);
  const asked = names
    .sort((one, other) => other.length - one.length)
    .map((name) => startingMove(text, name))
    .filter((move) => move !== undefined);
  return asked.find((move) => parseMove(move, scope).kind !== 'unknown');
}

/**
 * Explains, for the journal, why an id that starts like one with a move asks for none.
 * @returns one sentence; `undefined` when the id does not start with `SPARRING-` or asks for a move
 */
export function explainUnusedValue(id: string, scope: MoveScope): string | undefined {
  if (!hasPrefix(id) || valueMove(id, scope) !== undefined) return undefined;
  return `the id starts with ${PREFIX} but asks for no move, which takes ${PREFIX}<move>-<anything> with a known move`;
}
