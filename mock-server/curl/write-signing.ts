import { createHash } from 'node:crypto';
import { writeBody } from '@sparring/cases/compose';
import { UserError } from '../core/user-error.js';
import { visible } from '../diagnosis/visible.js';
import { type ComposedSample, type CurlInput, composeSample } from './write-curl-command.js';

/** A longer string to sign is cut off; its SHA-256 is of all of it. */
const MAX_SHOWN_CHARACTERS = 2_000;

function stringToSignOf({ composer, operation, message, fields, caller }: ComposedSample): string {
  const { textParts } = writeBody(operation, { fields });
  const text = composer.stringToSign?.({ ...message, textParts }, caller);
  if (text === undefined)
    throw new UserError(`the composer of ${composer.contract.name} cannot show its string to sign`);
  return text;
}

function cut(text: string): string {
  const shown = visible(text.slice(0, MAX_SHOWN_CHARACTERS));
  return text.length > MAX_SHOWN_CHARACTERS ? `${shown}… (${text.length} characters)` : shown;
}

/**
 * Writes the string to sign of a request, with escapes for invisible characters, and the headers of the request.
 * @throws UserError in one sentence when a name, a field, the file or the credentials cannot be used.
 */
export async function writeSigning(input: CurlInput): Promise<string> {
  const composed = await composeSample(input);
  const { method, target, headers } = composed.message;
  const text = stringToSignOf(composed);
  return [
    `String to sign: ${cut(text)}`,
    `Its SHA-256:    ${createHash('sha256').update(text).digest('hex')}`,
    '',
    `${method} ${target}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\n');
}
