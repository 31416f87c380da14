import type { ServerResponse } from 'node:http';

const endless = new WeakSet<ServerResponse>();

/** Says of an answer that it has no end of its own, so that the limit of a whole exchange does not apply to it. */
export const markEndless = (response: ServerResponse): void => {
  endless.add(response);
};

export const isEndless = (response: ServerResponse): boolean => endless.has(response);
