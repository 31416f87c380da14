import { UserError } from '../core/user-error.js';
import type { Sender } from './send.js';
import type { Target } from './target.js';

/** Whoever resets a connection is there; its cases show what it answers. */
const IS_THERE = ['ECONNRESET', 'EPIPE'];

function adviceFor(code: string): string {
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return 'if its certificate is private, set NODE_EXTRA_CA_CERTS to the file of its certificate authority';
  if (code === 'EPROTO' || code.startsWith('HPE_')) return 'check whether --target must begin with http or https';
  if (code === 'ETIMEDOUT') return 'start it, correct --target, or wait longer with --timeout';
  return 'start it, or correct --target';
}

/**
 * Sends one request, to find out before the cases whether the target answers HTTP at all.
 * @throws UserError when it does not.
 */
export async function probeTarget({ url }: Target, sender: Sender): Promise<void> {
  try {
    await sender.send({ method: 'GET', target: '/', headers: {}, body: Buffer.alloc(0) });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (IS_THERE.includes(code) || sender.stopped() !== undefined) return;
    throw new UserError(`the target ${url} cannot be reached (${message || code}); ${adviceFor(code)}`);
  }
}
