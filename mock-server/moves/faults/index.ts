import type { Fault } from '../fault.js';
import { closeMidAnswer } from './close-mid-answer.js';
import { delay } from './delay.js';
import { emptyAnswer } from './empty-answer.js';
import { extraFields } from './extra-fields.js';
import { garbledJson } from './garbled-json.js';
import { hang } from './hang.js';
import { html502 } from './html-502.js';
import { html503 } from './html-503.js';
import { html504 } from './html-504.js';
import { resetAfterStore } from './reset-after-store.js';
import { resetBeforeReading } from './reset-before-reading.js';
import { resetBeforeStore } from './reset-before-store.js';
import { resetDuringUpload } from './reset-during-upload.js';
import { slowAnswer } from './slow-answer.js';
import { staleResponseTime } from './stale-response-time.js';
import { timeoutAfterStore } from './timeout-after-store.js';
import { unknownCodeFault } from './unknown-code.js';
import { unsignedSuccess } from './unsigned-success.js';
import { wrongAnswerSignature } from './wrong-answer-signature.js';
import { wrongContentType } from './wrong-content-type.js';

/** Every fault, in the order of documents: from late answers over broken connections to strange answers. */
export const faults: readonly Fault[] = [
  delay,
  slowAnswer,
  hang,
  timeoutAfterStore,
  resetBeforeReading,
  resetDuringUpload,
  resetBeforeStore,
  resetAfterStore,
  closeMidAnswer,
  emptyAnswer,
  garbledJson,
  wrongContentType,
  html502,
  html503,
  html504,
  extraFields,
  unknownCodeFault,
  unsignedSuccess,
  wrongAnswerSignature,
  staleResponseTime,
];
