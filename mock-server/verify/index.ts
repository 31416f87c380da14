/** `sparring/verify`: what the command does, for testing other implementations in the same process. */
export { type DriftReport, type DriftRow, findDrift } from './drift.js';
export { RECORDING_VERSION, type RecordedAnswer, type Recording } from './recording.js';
export { type ComparedFields, redact } from './redact.js';
export type { SaveBody } from './repeat-script.js';
export { writeDrift } from './report-drift.js';
export { writeJunit } from './report-junit.js';
export { writeTable } from './report-table.js';
export { type CaseResult, countVerdict, type VerifyReport } from './result.js';
export { createSender, type Sender, type SenderOptions } from './send.js';
export { remoteTarget, simulatorTarget, type Target } from './target.js';
export { type VerifyOptions, verify } from './verify.js';
