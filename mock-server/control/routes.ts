import type { PartnerContract } from '@sparring/contracts';
import { clockRoutes } from './clock.js';
import { coverageRoutes } from './coverage.js';
import { descriptionRoutes } from './descriptions.js';
import { explainRoutes } from './explain.js';
import { fileRoutes } from './files.js';
import { journalRoutes } from './journal.js';
import { laneRoutes } from './lanes.js';
import { ledgerRoutes } from './ledger.js';
import { moveRoutes } from './moves.js';
import { schemaRoutes } from './report-schemas.js';
import { resetRoutes } from './reset.js';
import { reviewRoutes } from './review.js';
import type { ControlRoute } from './route.js';
import { ruleRoutes } from './rules.js';
import { settingRoutes } from './settings.js';
import { stateRoutes } from './states.js';

/** What describes all routes, these included. Each is written once, by the first one who asks: only that loads the rest. */
function ownDescriptions(
  routes: () => readonly ControlRoute[],
  contracts: readonly PartnerContract[],
): readonly ControlRoute[] {
  let openapi: string | undefined;
  let llms: string | undefined;
  return [
    {
      method: 'GET',
      path: '/openapi.json',
      name: 'getDescription',
      summary: 'Returns the OpenAPI description of the control API.',
      answer: 'json',
      handle: async () => {
        const { describeControl } = await import('./openapi.js');
        openapi ??= JSON.stringify(describeControl(routes()));
        return openapi;
      },
    },
    {
      method: 'GET',
      path: '/llms.txt',
      name: 'getLlmsText',
      summary: 'Returns this API in a page of text, for programs that read texts.',
      answer: 'text',
      handle: async () => {
        const { writeLlms } = await import('./llms.js');
        llms ??= writeLlms(routes(), contracts);
        return llms;
      },
    },
  ];
}

/** Everything that the control API offers, and its own descriptions last. */
export function controlRoutes(contracts: readonly PartnerContract[]): readonly ControlRoute[] {
  const described = [
    ...descriptionRoutes(contracts),
    ...moveRoutes,
    ...fileRoutes,
    ...laneRoutes,
    ...ruleRoutes,
    ...clockRoutes,
    ...settingRoutes,
    ...stateRoutes,
    ...resetRoutes,
    ...ledgerRoutes,
    ...journalRoutes,
    ...explainRoutes,
    ...coverageRoutes,
    ...reviewRoutes,
    ...schemaRoutes,
  ];
  const routes: readonly ControlRoute[] = [...described, ...ownDescriptions(() => routes, contracts)];
  return routes;
}
