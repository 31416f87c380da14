export * from './client/index.js';
export type { KeyForm } from './config/client-variables.js';
export type { AllCredentials } from './config/credentials.js';
export type { TypedLaneControl as LaneControl } from './lanes/typed-control.js';
export { type Simulator, startSimulator } from './server/simulator.js';
export type { SimulatorLane } from './server/simulator-lane.js';
export type { SimulatorOptions } from './server/simulator-options.js';
