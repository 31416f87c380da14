import { readFileSync } from 'node:fs';
import { pactPath } from '@sparring/cases';

type Headers = Readonly<Record<string, readonly string[] | string>>;

interface Body {
  readonly content: unknown;
  readonly contentType: string;
  readonly encoded: string | false;
}

/** The part of a Pact V4 interaction that is judged. */
export interface Interaction {
  readonly description: string;
  readonly providerStates?: readonly { readonly name: string }[];
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Headers;
    readonly body?: Body;
  };
  readonly response: { readonly status: number; readonly headers?: Headers; readonly body?: Body };
}

/** The interactions of a partner's pact. */
export function readInteractions(partner: string): readonly Interaction[] {
  const pact = JSON.parse(readFileSync(pactPath(partner), 'utf8')) as { interactions: readonly Interaction[] };
  return pact.interactions;
}

/** The value of a header, its name in any case. */
export function headerValue(headers: Headers = {}, name: string): string | undefined {
  const found = Object.entries(headers).find(([written]) => written.toLowerCase() === name.toLowerCase())?.[1];
  return Array.isArray(found) ? found.join(', ') : (found as string | undefined);
}

/** The bytes of a body; none when there is no body. */
export function bytesOf(body: Body | undefined): Buffer {
  if (!body) return Buffer.alloc(0);
  if (typeof body.content !== 'string') return Buffer.from(JSON.stringify(body.content));
  return Buffer.from(body.content, body.encoded === 'base64' ? 'base64' : 'utf8');
}

/** A JSON body, which a pact holds parsed or as text. */
export function readJsonBody(body: Body | undefined): unknown {
  return typeof body?.content === 'string' ? JSON.parse(bytesOf(body).toString()) : body?.content;
}
