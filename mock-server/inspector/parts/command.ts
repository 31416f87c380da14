import { DEFAULT_LANE } from '../state/lanes.js';

/** Where the command line looks for a simulator when nobody says otherwise. */
const DEFAULT_ORIGIN = 'http://127.0.0.1:4010';

/** A command that talks to this simulator, wherever it listens, and if it takes a lane to that lane. */
export function commandHere(command: string, lane: string = DEFAULT_LANE): string {
  const url = location.origin === DEFAULT_ORIGIN ? '' : ` --url ${location.origin}`;
  return command + url + (lane === DEFAULT_LANE ? '' : ` --lane ${lane}`);
}
