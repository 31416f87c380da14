import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AllCredentials,
  type Simulator,
  type SimulatorLane,
  type SimulatorOptions,
  startSimulator,
} from 'sparring';
import type { Test } from 'tap';
import type { LaneControl } from '#simulator/lanes/lane-control.js';
import type { NewLane } from '#simulator/lanes/lanes.js';

/** A folder that the test files of one run share; a file that is run alone has none. */
const { SPARRING_TEST_FOLDER: runFolder } = process.env;

let shared: Promise<AllCredentials> | undefined;

async function makeCredentials(): Promise<AllCredentials> {
  const simulator = await startSimulator();
  await simulator.close();
  return simulator.credentials;
}

async function readOrMake(file: string): Promise<AllCredentials> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const made = await makeCredentials();
  // files run at the same time: whoever is last replaces a whole file by a whole file
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(made), { mode: 0o600 });
  renameSync(draft, file);
  return made;
}

/** One set of made credentials for all simulators of a test run: making RSA keys is what costs. */
export async function sharedCredentials(): Promise<AllCredentials> {
  shared ??= runFolder === undefined ? makeCredentials() : readOrMake(join(runFolder, 'credentials.json'));
  return shared;
}

/** What takes names that the compiler does not know, such as those of a table, and those that it does. */
export type AnyLane = LaneControl & SimulatorLane;
export type AnySimulator = LaneControl &
  Omit<Simulator, 'createLane' | 'lane'> & {
    createLane(options?: NewLane): Promise<AnyLane>;
    lane(name: string): AnyLane;
  };

export interface AnyOptions extends Omit<SimulatorOptions, 'settings'> {
  readonly settings?: object;
}

/** Starts a simulator on a free port that ends with the test. */
export async function simulatorFor(t: Test, options: AnyOptions = {}): Promise<AnySimulator> {
  const given = { credentials: await sharedCredentials(), ...options };
  const simulator = (await startSimulator(given)) as unknown as AnySimulator;
  t.teardown(() => simulator.close());
  return simulator;
}
