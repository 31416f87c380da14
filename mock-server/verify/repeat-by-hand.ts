import type { RequestMessage } from '@sparring/contracts';
import { shellQuote } from '../curl/shell-quote.js';

/** A longer body does not fit on a line that a person would paste. */
const MAX_INLINE_BYTES = 4_000;

function bodyWords(body: Buffer): { before: string; words: string[] } {
  if (body.length === 0) return { before: '', words: [] };
  const text = body.toString();
  if (/^[\x20-\x7e]*$/.test(text)) return { before: '', words: ['--data-binary', text] };
  return { before: `echo ${body.toString('base64')} | base64 -d | `, words: ['--data-binary', '@-'] };
}

/**
 * Writes a curl command that repeats a request byte for byte, including its signature, so a partner that checks
 * the time accepts it for a few minutes only. Returns `undefined` when the body is too long.
 */
export function repeatByHand(url: string, { method, target, headers, body }: RequestMessage): string | undefined {
  if (body.length > MAX_INLINE_BYTES) return undefined;
  const { before, words } = bodyWords(body);
  const headerWords = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  return before + ['curl', '-sS', '-X', method, url + target, ...headerWords, ...words].map(shellQuote).join(' ');
}
