/** `@sparring/cases`: cases, and how a caller writes their requests. Not loaded by the SDK. */
import type { Composer } from './composer.js';
import { composer as prepaidifyComposer } from './partners/prepaidify/compose.js';
import { composer as worldfirstComposer } from './partners/worldfirst/compose.js';

export * from './compose.js';
export type * from './composer.js';
export * from './example.js';
export type * from './generated/types.js';
export { type Difference, type JudgeContext, judgeAnswer } from './judge-answer.js';
export * from './pact-path.js';
export * from './play-example.js';
export * from './provider-state.js';
export { type SpecimenName, specimenBytes } from './specimens.js';

/** The composer of every partner. A new one adds its folder and its line here. */
export const composers: readonly Composer[] = [worldfirstComposer, prepaidifyComposer];
