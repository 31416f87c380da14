export * from './answered-error.js';
export * from './broken-answer-error.js';
export * from './connection-error.js';
export * from './invalid-request-error.js';
export * from './refused-error.js';
export * from './sparring-error.js';
export * from './unknown-outcome-error.js';
