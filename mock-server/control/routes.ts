import type { PartnerContract } from '@sparring/contracts';
import { clockRoutes } from './clock.js';
import { coverageRoutes } from './coverage.js';
import { descriptionRoutes } from './descriptions.js';
import { fileRoutes } from './files.js';
import { journalRoutes } from './journal.js';
import { laneRoutes } from './lanes.js';
import { ledgerRoutes } from './ledger.js';
import { moveRoutes } from './moves.js';
import { resetRoutes } from './reset.js';
import type { ControlRoute } from './route.js';
import { ruleRoutes } from './rules.js';
import { settingRoutes } from './settings.js';
import { stateRoutes } from './states.js';

/** Everything that the control API offers, and its own description last. */
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
    ...coverageRoutes,
  ];
  let text: string | undefined;
  const own: ControlRoute = {
    method: 'GET',
    path: '/openapi.json',
    name: 'getDescription',
    summary: 'Returns this description.',
    answer: 'json',
    handle: async () => {
      // nothing else needs the schemas, so only this loads them
      const { describeControl } = await import('./openapi.js');
      text ??= JSON.stringify(describeControl([...described, own]));
      return text;
    },
  };
  return [...described, own];
}
