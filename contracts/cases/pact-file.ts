import { readFileSync } from 'node:fs';
import type { HeaderValues } from './header-value.js';
import { pactPath } from './pact-path.js';

export interface PactBody {
  readonly content: unknown;
  readonly contentType: string;
  readonly encoded: string | false;
}

/** The part of a Pact V4 interaction that is read here. */
export interface PactInteraction {
  readonly description: string;
  readonly pending?: boolean;
  readonly providerStates?: readonly { readonly name: string; readonly params?: Readonly<Record<string, unknown>> }[];
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: HeaderValues;
    readonly body?: PactBody;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: HeaderValues;
    readonly body?: PactBody;
    readonly matchingRules?: { readonly header?: Readonly<Record<string, unknown>> };
  };
}

/** The part of a Pact V4 file that is read here. */
export interface PactFile {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly PactInteraction[];
}

/**
 * Reads the interactions of the SDK's pact with a partner.
 * @throws RangeError when there is none.
 */
export function readInteractions(partner: string): readonly PactInteraction[] {
  const pact = JSON.parse(readFileSync(pactPath(partner), 'utf8')) as PactFile;
  return pact.interactions;
}

/** The bytes of a body; empty when there is no body. */
export function bytesOf(body: PactBody | undefined): Buffer {
  if (!body) return Buffer.alloc(0);
  if (typeof body.content !== 'string') return Buffer.from(JSON.stringify(body.content));
  return Buffer.from(body.content, body.encoded === 'base64' ? 'base64' : 'utf8');
}

/** Reads a JSON body, which a pact contains either parsed or as a string. */
export function readJsonBody(body: PactBody | undefined): unknown {
  return typeof body?.content === 'string' ? JSON.parse(bytesOf(body).toString()) : body?.content;
}
