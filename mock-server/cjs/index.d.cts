/** `sparring` for CommonJS: the same as `import` gets. */
import type * as esm from '../dist/index.js' with { 'resolution-mode': 'import' };

export type * from '../dist/index.js' with { 'resolution-mode': 'import' };
export declare const ControlError: typeof esm.ControlError;
export type ControlError = esm.ControlError;
export declare const UserError: typeof esm.UserError;
export type UserError = esm.UserError;
export declare const createControl: typeof esm.createControl;
export declare const startSimulator: typeof esm.startSimulator;
