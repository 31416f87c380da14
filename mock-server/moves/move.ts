import type { Catalogue, CatalogueEntry } from '@sparring/contracts';
import type { FastifyRequest } from 'fastify';
import { headerTrigger } from './triggers/header.js';

/** One way to ask for a move; returns the name asked for. Strongest first in `TRIGGERS`. */
export type Trigger = (request: FastifyRequest) => string | undefined;

const TRIGGERS: readonly Trigger[] = [headerTrigger];

/** What a request asks the simulator to do instead of the natural outcome. */
export type AskedMove =
  | { readonly kind: 'none' }
  | { readonly kind: 'answer'; readonly entry: CatalogueEntry }
  | { readonly kind: 'unknown'; readonly name: string };

/** Finds the move a request asks for: a code of the catalogue, in any case. */
export function askedMove(request: FastifyRequest, catalogue: Catalogue): AskedMove {
  for (const trigger of TRIGGERS) {
    const name = trigger(request);
    if (name === undefined) continue;
    const entry = catalogue.find(({ code }) => code.toLowerCase() === name.toLowerCase());
    return entry ? { kind: 'answer', entry } : { kind: 'unknown', name };
  }
  return { kind: 'none' };
}
