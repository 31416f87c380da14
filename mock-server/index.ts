export type { AllCredentials } from './config/credentials.js';
export type { SettingsInput } from './config/settings.js';
export { UserError } from './core/user-error.js';
export { type Simulator, startSimulator } from './server/simulator.js';
export type { SimulatorOptions } from './server/simulator-options.js';
