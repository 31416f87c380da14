import { createSecretKey } from 'node:crypto';
import { prepaidify } from '@sparring/contracts';
import type { PrepaidifySettings } from '@sparring/contracts/prepaidify';
import type { SimulatedPartner, StateKeeper } from '../../core/partner.js';
import type { PartnerContext } from '../../core/partner-module.js';
import { headerOf } from '../../core/request-head.js';
import { wrongDocument, wrongPart } from '../../core/wrong-part.js';
import { authenticate } from './authenticate.js';
import { createFileUpload } from './operations/file-upload.js';
import { refuse, refuseNaming } from './refuse.js';
import { type RequestState, requestKey } from './request-state.js';
import { states } from './states.js';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

const COMPLETE_BODY = wrongPart('body', 'complete, and of at most 64 MiB');

const ARRIVAL_REFUSALS = {
  'over-limit': () => refuse('4002', 'K15', 'the body is larger than 64 MiB', { wrong: COMPLETE_BODY }),
  'too-slow': () => refuse('4003', 'K15', 'the body paused for too long', { wrong: COMPLETE_BODY }),
  aborted: () =>
    refuse('4003', 'K15', 'the client disconnected before the body was complete', { wrong: COMPLETE_BODY }),
} as const;

/** Creates prepaidify's behavior in one simulator. */
export function createPrepaidify(context: PartnerContext): SimulatedPartner & StateKeeper {
  const { credentials, credentialsSource, world } = context;
  const settings = context.settings as PrepaidifySettings;
  const accessKey = credentials['accessKey'] ?? '';
  const secretText = credentials['secretKey'] ?? '';
  const merchant = { accessKey, secretText, secretKey: createSecretKey(Buffer.from(secretText)) };
  const requests = context.openStore<RequestState>();
  return {
    contract: prepaidify,
    limits: { maxBufferedBytes: 0, maxBodyBytes: MAX_BODY_BYTES },
    operations: { fileUpload: createFileUpload(context, requests) },
    authenticate: (head) => authenticate(head, { merchant, credentialsSource, settings, now: world.now }),
    callerRules: [],
    refuseIncomplete: (problem) => ARRIVAL_REFUSALS[problem](),
    refuseUnreadable: ({ problem, reason }) =>
      problem === 'wrong-kind'
        ? refuseNaming('3000', 'K12', reason, wrongDocument('file', 'a part of a multipart/form-data body'))
        : refuse('4004', 'K12', reason, { wrong: wrongPart('body', 'multipart/form-data with each part once') }),
    bugCode: '1',
    signedTime: (head) => headerOf(head, 'ach-access-timestamp'),
    shownHeaders: ['ach-access-timestamp'],
    states,
    setState: (state, requestNo) => requests.set(requestKey(accessKey, requestNo), state as RequestState),
  };
}
