import type { Trigger } from '../move.js';

/** Requests a move with the header `x-sparring-move: <code>`. */
export const headerTrigger: Trigger = ({ headers }) => {
  const value = headers['x-sparring-move'];
  return typeof value === 'string' ? value.trim() : undefined;
};
