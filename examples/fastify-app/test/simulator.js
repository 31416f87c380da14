import { startSimulator } from 'sparring';

/** Starts the simulator before the first test file, and stops it after the last one. */
export default async function setup({ provide }) {
  const simulator = await startSimulator();
  provide('simulatorUrl', simulator.url);
  return () => simulator.close();
}
