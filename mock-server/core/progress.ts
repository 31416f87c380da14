import type { Socket } from 'node:net';
import type { Sent } from './deliver.js';

/** Where a request is decided, in the order of the steps. */
export type Stage =
  | 'route'
  | 'authenticate'
  | 'receive'
  | 'signature'
  | 'caller'
  | 'parameters'
  | 'decode'
  | 'schema'
  | 'rules'
  | 'move'
  | 'accept';

/** How an exchange ended that a fault held back: `open` as long as it does, `left` when the client did not wait. */
export type HeldEnd = { readonly kind: 'open' } | { readonly kind: 'sent' | 'left'; readonly atMs: number };

/**
 * How far the judgement of a request has come, for the journal. It is written in place, because the order of the steps
 * is fixed: where the judgement ended says what happened to all of them.
 */
export interface Progress {
  stage: Stage;
  /** Which of the rules of its stage is judging, counted from 0. */
  ruleAt: number;
  /** After which stage a fault ended the connection. */
  cutAfter: Stage | undefined;
  /** Whether the signature is verified when the body is complete, and not with the head. */
  signsBody: boolean;
  /** When the body was complete, or no more of it was read. */
  receivedAtMs: number | undefined;
  judgedAtMs: number | undefined;
  /** Only when a fault held the answer back or it did not reach the client; otherwise it was sent at once. */
  end: HeldEnd | undefined;
  /** The decoded body, until the journal has seen it. */
  body: unknown;
}

/**
 * Starts to watch a client while a fault holds its answer back. One that closes its side has probably left; when it
 * reads on, `sent` says so in the end.
 * @returns what notes the end
 */
export function watchEnd(progress: Progress, socket: Socket): (sent: Sent) => void {
  const noteLeft = () => {
    progress.end = { kind: 'left', atMs: performance.now() };
  };
  progress.end = { kind: 'open' };
  socket.once('end', noteLeft);
  return (sent) => {
    socket.off('end', noteLeft);
    if (sent === 'sent') progress.end = { kind: 'sent', atMs: performance.now() };
    else if (progress.end?.kind !== 'left') noteLeft();
  };
}

/** The progress of a request that has just arrived. */
export const startProgress = (): Progress => ({
  stage: 'route',
  ruleAt: 0,
  cutAfter: undefined,
  signsBody: false,
  receivedAtMs: undefined,
  judgedAtMs: undefined,
  end: undefined,
  body: undefined,
});
