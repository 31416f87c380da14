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

function bytesOf({ content, encoded }: Body): Buffer<ArrayBuffer> {
  return Buffer.from(String(content), encoded === 'base64' ? 'base64' : 'utf8') as Buffer<ArrayBuffer>;
}

async function formFields(body: Body, contentType: string): Promise<Record<string, unknown>> {
  const form = await new Response(bytesOf(body), { headers: { 'content-type': contentType } }).formData();
  return Object.fromEntries(
    [...form].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { filename: value.name, sizeBytes: value.size },
    ]),
  );
}

/** A body read as its operation's request schema describes it. */
export async function readRequestBody({ headers, body }: Interaction['request']): Promise<unknown> {
  const contentType = headerValue(headers, 'content-type') ?? '';
  if (!body) return undefined;
  return contentType.startsWith('multipart/form-data') ? formFields(body, contentType) : readJsonBody(body);
}

/** A JSON body, which a pact holds parsed or as text. */
export function readJsonBody(body: Body | undefined): unknown {
  return typeof body?.content === 'string' ? JSON.parse(bytesOf(body).toString()) : body?.content;
}
