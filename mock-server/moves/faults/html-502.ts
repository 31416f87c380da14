import type { Fault } from '../fault.js';
import { gatewayPage } from '../gateway-page.js';
import { beforeOrAfter, STORED_BEFORE_OR_AFTER } from '../when-stored.js';

/** The gateway in front of the partner got no proper answer from it. */
export const html502: Fault = {
  name: 'html-502',
  client: 'HTTP 502 with the HTML page of a gateway, not signed.',
  stored: STORED_BEFORE_OR_AFTER,
  clientAction: 'Do not parse the page; treat the outcome as unknown, and retry with the same id.',
  outcome: 'unknown',
  forms: beforeOrAfter({ signature: 'missing', transform: () => gatewayPage(502, '502 Bad Gateway') }),
};
