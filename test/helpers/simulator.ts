import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AllCredentials, type Simulator, type SimulatorOptions, startSimulator } from 'sparring';
import type { Test } from 'tap';

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

/** Starts a simulator on a free port that ends with the test. */
export async function simulatorFor(t: Test, options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ credentials: await sharedCredentials(), ...options });
  t.teardown(() => simulator.close());
  return simulator;
}
