import type { Fault } from '../fault.js';
import { gatewayPage } from '../gateway-page.js';
import { beforeOrAfter, STORED_BEFORE_OR_AFTER } from '../when-stored.js';

/** The gateway in front of the partner says that it is overloaded or in maintenance. */
export const html503: Fault = {
  name: 'html-503',
  client: 'HTTP 503 with the HTML page of a gateway, not signed.',
  stored: STORED_BEFORE_OR_AFTER,
  clientAction: 'Do not parse the page; treat the outcome as unknown, and retry later with the same id.',
  forms: beforeOrAfter({
    signature: 'missing',
    transform: () => gatewayPage(503, '503 Service Temporarily Unavailable'),
  }),
};
