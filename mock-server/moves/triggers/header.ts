import type { Trigger } from '../move.js';

/** Asks for a move by the request header `x-sparring-move: <code>`. */
export const headerTrigger: Trigger = ({ headers }) => {
  const value = headers['x-sparring-move'];
  return typeof value === 'string' ? value.trim() : undefined;
};
