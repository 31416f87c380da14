/** `sparring/verify`: what the command does, for testing other implementations in the same process. */
export { findDrift, writeDrift } from './drift.js';
export { type Recording, redact } from './recording.js';
export { writeJunit } from './report-junit.js';
export { writeTable } from './report-table.js';
export { type CaseResult, countVerdict, type VerifyReport } from './result.js';
export { remoteTarget, simulatorTarget, type Target } from './target.js';
export { type VerifyOptions, verify } from './verify.js';
