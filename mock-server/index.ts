export type { AllCredentials } from './credentials.js';
export type { SettingsInput } from './settings.js';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.js';
export { UserError } from './user-error.js';
