export type { AllCredentials } from './config/credentials.js';
export type { SettingsInput } from './config/settings.js';
export { UserError } from './core/user-error.js';
export { type Simulator, type SimulatorOptions, startSimulator } from './server/simulator.js';
