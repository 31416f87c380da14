import type { ReviewRule } from '../rule.js';
import { changedId, emptyBody, reusedId, staleTimestamp } from './content.js';
import { neverUnknown, retriedRefusal, trustedUnsigned, unknownNotRetried } from './outcomes.js';
import { ignoredRetryAfter, retriedAtOnce, retriedInLockStep } from './timing.js';

/** Every rule, in the order of reports. */
export const reviewRules: readonly ReviewRule[] = [
  retriedRefusal,
  unknownNotRetried,
  changedId,
  reusedId,
  staleTimestamp,
  emptyBody,
  ignoredRetryAfter,
  retriedAtOnce,
  retriedInLockStep,
  neverUnknown,
  trustedUnsigned,
];
