/** `sparring/verify` for CommonJS: the same as `import` gets. */
import type * as esm from '../dist/verify/index.js' with { 'resolution-mode': 'import' };

export type * from '../dist/verify/index.js' with { 'resolution-mode': 'import' };
export declare const RECORDING_VERSION: typeof esm.RECORDING_VERSION;
export declare const countVerdict: typeof esm.countVerdict;
export declare const createSender: typeof esm.createSender;
export declare const findDrift: typeof esm.findDrift;
export declare const readRecordings: typeof esm.readRecordings;
export declare const redact: typeof esm.redact;
export declare const remoteTarget: typeof esm.remoteTarget;
export declare const simulatorTarget: typeof esm.simulatorTarget;
export declare const verify: typeof esm.verify;
export declare const writeDrift: typeof esm.writeDrift;
export declare const writeJunit: typeof esm.writeJunit;
export declare const writeTable: typeof esm.writeTable;
