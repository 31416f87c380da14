import { credentialVariable } from '../config/config.js';
import type { LaneAnswer, LanesAnswer } from '../generated/control/types.js';
import { partnerModules } from '../generated/partners.js';
import { type LaneControl, laneControl } from '../lanes/lane-control.js';
import type { NewLane } from '../lanes/lanes.js';
import type { ControlRoute } from './route.js';

/** What a client needs; the keys of the partners themselves stay in the simulator. */
function clientCredentials(credentials: LaneControl['credentials']): LaneAnswer['credentials'] {
  const ofPartners = partnerModules.map(({ contract: { name }, credentialFields }) => {
    const texts = credentialFields.flatMap(({ name: field, forClient }) => {
      const text = credentials[name]?.[field];
      return forClient && text !== undefined ? [[field, text] as const] : [];
    });
    return [name, Object.fromEntries(texts)] as const;
  });
  return Object.fromEntries(ofPartners);
}

function asVariables(credentials: LaneAnswer['credentials']): LaneAnswer['variables'] {
  const ofPartners = Object.entries(credentials).flatMap(([partner, fields]) =>
    Object.entries(fields).map(([field, text]) => [credentialVariable(partner, field), text] as const),
  );
  return Object.fromEntries(ofPartners);
}

function shown({ name, seed, credentials: all }: LaneControl): LaneAnswer {
  const credentials = clientCredentials(all);
  return { name, seed, credentials, variables: asVariables(credentials) };
}

/** What a request names its caller with, which is not a secret: it is sent as it is. */
const callersOf = (credentials: LaneControl['credentials']): Readonly<Record<string, string>> =>
  Object.fromEntries(
    partnerModules.map(({ contract: { name }, caller }) => [name, credentials[name]?.[caller.credential] ?? '']),
  );

/** Lanes: separate worlds, each with credentials of its own. */
export const laneRoutes: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/lanes',
    name: 'createLane',
    summary: 'Creates a lane, whose credentials select it.',
    request: 'lane.request',
    answer: 'lane.answer',
    httpStatus: 201,
    handle: async ({ lanes, body }) => shown(laneControl(await lanes.create(body as NewLane))),
  },
  {
    method: 'GET',
    path: '/lanes',
    name: 'listLanes',
    summary: 'Lists the lanes.',
    answer: 'lanes.answer',
    handle: ({ lanes }): LanesAnswer => ({
      lanes: lanes.list().map(({ name, world: { seed }, credentials }) => ({
        name,
        seed,
        callers: callersOf(credentials),
      })),
    }),
  },
  {
    method: 'GET',
    path: '/lanes/{name}',
    name: 'getLane',
    summary: 'Returns a lane with its credentials.',
    answer: 'lane.answer',
    handle: ({ lanes, parameters: { name = '' } }) => shown(laneControl(lanes.get(name))),
  },
  {
    method: 'DELETE',
    path: '/lanes/{name}',
    name: 'deleteLane',
    summary: 'Deletes a lane and everything in it.',
    handle: ({ lanes, parameters: { name = '' } }) => {
      lanes.remove(name);
      return undefined;
    },
  },
];
