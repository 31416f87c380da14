import type { Catalogue, CatalogueEntry } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import { headerTrigger } from './triggers/header.js';

/** One way to request a move; returns the requested name. In `TRIGGERS`, the first one that matches wins. */
export type Trigger = (request: FastifyRequest) => string | undefined;

const TRIGGERS: readonly Trigger[] = [headerTrigger];

/** What the simulator is requested to do instead of the natural outcome. */
export type RequestedMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly entry: CatalogueEntry }
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * Finds the move that a request asks for. The case of a code is ignored.
 * @param codes the codes that are available for this request
 */
export function requestedMove(request: FastifyRequest, catalogue: Catalogue, codes: readonly string[]): RequestedMove {
  for (const trigger of TRIGGERS) {
    const name = trigger(request);
    if (name === undefined) continue;
    const code = codes.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    const entry = catalogue.find((candidate) => candidate.code === code);
    return entry ? { kind: 'answer', entry } : { kind: 'unknown', name };
  }
  return { kind: 'none' };
}
