import type { Fault, FaultEffect, FaultForm } from '../fault.js';
import { gatewayPage } from '../gateway-page.js';
import { beforeOrAfter, STORED_BEFORE_OR_AFTER } from '../when-stored.js';

/** @param waitMs how long the client is asked to wait; a header says so in whole seconds, RFC 9110 section 10.2.3 */
function overloaded(waitMs?: number): FaultEffect {
  const page = gatewayPage(503, '503 Service Temporarily Unavailable');
  const asked = waitMs === undefined ? {} : { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return { signature: 'missing', transform: () => ({ ...page, headers: { ...page.headers, ...asked } }) };
}

const withRetryAfter: FaultForm = {
  parameters: [
    { name: 'when', kind: 'word', words: ['after', 'before'], example: 'after' },
    { name: 'wait', kind: 'duration', example: '2s' },
  ],
  effect: ([when, waitMs]) => ({
    ...overloaded(Number(waitMs)),
    ...(when === 'after' ? { onlyAccepted: true } : { storesNothing: true }),
  }),
};

/** The gateway in front of the partner says that it is overloaded or in maintenance. */
export const html503: Fault = {
  name: 'html-503',
  client: 'HTTP 503 with the HTML page of a gateway, not signed; with a duration, Retry-After says how long to wait.',
  stored: STORED_BEFORE_OR_AFTER,
  clientAction: 'Do not parse the page; treat the outcome as unknown, and retry later with the same id.',
  outcome: 'unknown',
  forms: [...beforeOrAfter(overloaded()), withRetryAfter],
};
