import { createSecretKey } from 'node:crypto';
import { prepaidify } from '@sparring/contracts';
import type { PrepaidifySettings } from '@sparring/contracts/prepaidify';
import type { FactKeeper, PartnerContext, SimulatedPartner } from '../../core/partner.js';
import { admit, refuse, refuseNaming } from './admit.js';
import {
  acceptUpload,
  type RequestState,
  refuseInvalid,
  requestKey,
  type StoredDocument,
  type UploadBody,
  uploadRules,
} from './rules.js';

const CAP_BYTES = 64 * 1024 * 1024;

const FACTS: Readonly<Record<RequestState, string>> = {
  registered: 'The basic information of this requestNo was submitted.',
  decided: 'The review of this requestNo has been decided.',
};

const ARRIVAL_REFUSALS = {
  'over-cap': () => refuse('4002', 'K15', 'the body has more than 64 MiB'),
  'too-slow': () => refuse('4003', 'K15', 'the body paused for too long'),
  'cut-off': () => refuse('4003', 'K15', 'the client went away before the body was whole'),
} as const;

/** How prepaidify behaves in one simulator. */
export function createPrepaidify(context: PartnerContext): SimulatedPartner<UploadBody> & FactKeeper {
  const { credentials, world } = context;
  const settings = context.settings as PrepaidifySettings;
  const accessKey = credentials['accessKey'] ?? '';
  const merchant = { accessKey, secretKey: createSecretKey(Buffer.from(credentials['secretKey'] ?? '')) };
  const requests = context.openStore<RequestState>();
  const ruleContext = { settings, world, requests, documents: context.openStore<StoredDocument>() };
  return {
    contract: prepaidify,
    limits: { maxBufferedBytes: 0, capBytes: CAP_BYTES },
    admit: (head, operation) => admit(head, operation, { merchant, settings, now: world.now }),
    callerRules: [],
    refuseArrival: (problem) => ARRIVAL_REFUSALS[problem](),
    refuseBroken: ({ problem, reason }) =>
      problem === 'foreign' ? refuseNaming('3000', 'K12', 'file', reason) : refuse('4004', 'K12', reason),
    refuseInvalid,
    rules: uploadRules(ruleContext),
    accept: acceptUpload(ruleContext),
    bugCode: '1',
    facts: FACTS,
    establish: (fact, requestNo) => requests.set(requestKey(accessKey, requestNo), fact as RequestState),
  };
}
