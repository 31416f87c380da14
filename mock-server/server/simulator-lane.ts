import { clientVariables, type KeyForm } from '../config/client-variables.js';
import type { Lane } from '../lanes/lane.js';
import { type LaneControl, laneControl } from '../lanes/lane-control.js';
import { DEFAULT_LANE } from '../lanes/lanes.js';
import type { TypedLaneControl } from '../lanes/typed-control.js';

/** A lane of a simulator in the same process. */
export interface SimulatorLane extends TypedLaneControl {
  /**
   * The environment variables that its clients need: those that `sparring env` prints, or `sparring lanes create`.
   * @param form the format of keys; default: PEM, PKCS#8
   * @example const { SPARRING_BASE_URL, ...credentials } = simulator.env();
   */
  env(form?: Partial<KeyForm>): Record<string, string>;
}

/** Controls a lane in this process. */
export function inProcess(lane: Lane, url: string): LaneControl & Pick<SimulatorLane, 'env'> {
  const { name, credentials } = lane;
  return {
    ...laneControl(lane),
    env: ({ format = 'pem', type = 'pkcs8' } = {}) => {
      const variables = clientVariables(url, credentials, { format, type });
      return Object.fromEntries(name === DEFAULT_LANE ? variables : variables.set('SPARRING_LANE', name));
    },
  };
}
