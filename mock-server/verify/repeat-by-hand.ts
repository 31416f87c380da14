import type { RequestMessage } from '@sparring/contracts';
import { shellQuote } from '../curl/shell-quote.js';

/** Longer bodies do not fit a line that a person pastes. */
const MAX_INLINE_BYTES = 4_000;

function bodyWords(body: Buffer): { before: string; words: string[] } {
  if (body.length === 0) return { before: '', words: [] };
  const text = body.toString();
  if (/^[\x20-\x7e]*$/.test(text)) return { before: '', words: ['--data-binary', text] };
  return { before: `echo ${body.toString('base64')} | base64 -d | `, words: ['--data-binary', '@-'] };
}

/**
 * A curl command that sends a request again, byte for byte; its signature is the one that was sent, so a
 * partner that looks at the time takes it for some minutes only. `undefined` when the body is too long.
 */
export function repeatByHand(url: string, { method, target, headers, body }: RequestMessage): string | undefined {
  if (body.length > MAX_INLINE_BYTES) return undefined;
  const { before, words } = bodyWords(body);
  const headerWords = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  return before + ['curl', '-sS', '-X', method, url + target, ...headerWords, ...words].map(shellQuote).join(' ');
}
