import type { Fault } from '../fault.js';
import { gatewayPage } from '../gateway-page.js';
import { beforeOrAfter, STORED_BEFORE_OR_AFTER } from '../when-stored.js';

/** The gateway in front of the partner gave up waiting for it. */
export const html504: Fault = {
  name: 'html-504',
  client: 'HTTP 504 with the HTML page of a gateway, not signed.',
  stored: STORED_BEFORE_OR_AFTER,
  clientAction: 'Do not parse the page; treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: beforeOrAfter({ signature: 'missing', transform: () => gatewayPage(504, '504 Gateway Time-out') }),
};
