import { type AllCredentials, type Simulator, type SimulatorOptions, startSimulator } from 'sparring';
import type { Test } from 'tap';

let shared: Promise<AllCredentials> | undefined;

/** One set of made credentials for all simulators of a test file: making RSA keys is what costs. */
export async function sharedCredentials(): Promise<AllCredentials> {
  shared ??= startSimulator().then(async (simulator) => {
    await simulator.close();
    return simulator.credentials;
  });
  return shared;
}

/** Starts a simulator on a free port that ends with the test. */
export async function simulatorFor(t: Test, options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ credentials: await sharedCredentials(), ...options });
  t.teardown(() => simulator.close());
  return simulator;
}
