/** `@sparring/cases`: cases, and how to compose, play and judge them. Not loaded by the SDK. */
export * from './body-kinds/index.js';
export * from './case.js';
export * from './compose.js';
export * from './composer.js';
export * from './decode-answer.js';
export type { AnswerReference } from './earlier-answer.js';
export type * from './generated/types.js';
export * from './header-value.js';
export { type Difference, type JudgeContext, judgeAnswer } from './judge-answer.js';
export * from './media-type.js';
export * from './pact-file.js';
export * from './pact-path.js';
export * from './play-case.js';
export * from './provider-state.js';
export { type SpecimenName, specimenBytes } from './specimens.js';
