import type { Catalogue, CatalogueEntry } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import { headerTrigger } from './triggers/header.js';

/** One way to ask for a move; returns the name asked for. Strongest first in `TRIGGERS`. */
export type Trigger = (request: FastifyRequest) => string | undefined;

const TRIGGERS: readonly Trigger[] = [headerTrigger];

/** What a request asks the simulator to do instead of the natural outcome. */
export type RequestedMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly entry: CatalogueEntry }
  | { readonly kind: 'unknown'; readonly name: string };

/**
 * Finds the move that a request asks for: a code in any case.
 * @param codes the codes that can be answered here
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
