import { type AllCredentials, type Simulator, type SimulatorOptions, startSimulator } from 'sparring';
import type { Test } from 'tap';
import type { LaneControl } from '#simulator/lanes/lane-control.js';

let shared: Promise<AllCredentials> | undefined;

/** One set of made credentials for all simulators of a test file: making RSA keys is what costs. */
export async function sharedCredentials(): Promise<AllCredentials> {
  shared ??= startSimulator().then(async (simulator) => {
    await simulator.close();
    return simulator.credentials;
  });
  return shared;
}

/** A simulator that also takes names that the compiler does not know, such as those of a table. */
export type AnySimulator = Simulator & LaneControl;

export interface AnyOptions extends Omit<SimulatorOptions, 'settings'> {
  readonly settings?: object;
}

/** Starts a simulator on a free port that ends with the test. */
export async function simulatorFor(t: Test, options: AnyOptions = {}): Promise<AnySimulator> {
  const given = { credentials: await sharedCredentials(), ...options };
  const simulator = (await startSimulator(given)) as AnySimulator;
  t.teardown(() => simulator.close());
  return simulator;
}
