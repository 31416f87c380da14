import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { entryOf, worldfirst } from '@sparring/contracts';
import {
  catalogue,
  signaturePrefix,
  type WorldFirstSettings,
  writeSignatureHeader,
  writeTime,
} from '@sparring/contracts/worldfirst';
import type { AnswerContext, AnswerSigner, CallerRule, SimulatedPartner } from '../../core/partner.js';
import type { PartnerContext } from '../../core/partner-module.js';
import { headerOf } from '../../core/request-head.js';
import { wrongPart } from '../../core/wrong-part.js';
import { authenticate } from './authenticate.js';
import { createSubmitAttachment } from './operations/submit-attachment.js';
import { refuse } from './refuse.js';
import { trafficMeter } from './traffic.js';

const MIB = 1024 * 1024;

const ARRIVAL_REASONS = {
  'over-limit': 'the body is larger than 16 MiB, so it was not read',
  'too-slow': 'the body paused for too long',
  aborted: 'the client disconnected before the body was complete',
} as const;

const COMPLETE_BODY = wrongPart('body', 'complete, and of at most 8 MiB');
const JSON_BODY = wrongPart('body', 'JSON in UTF-8');

function trafficRule({ world, settings }: PartnerContext): CallerRule {
  const exceeds = trafficMeter(world.now);
  return {
    decisions: ['W16'],
    judge: () => {
      const limit = (settings as WorldFirstSettings).requestsPerSecond;
      if (limit === null || !exceeds(limit)) return undefined;
      return refuse(
        'REQUEST_TRAFFIC_EXCEED_LIMIT',
        'W16',
        `more than ${limit} requests in this second`,
        wrongPart('rate', `at most ${limit} requests per second`),
      );
    },
  };
}

/**
 * Signs in Node's thread pool, so that a process with a second processor does other work meanwhile: for a small body,
 * the signature of the answer costs more than everything else about it.
 */
function signInPool(key: KeyObject, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign('sha256', Buffer.from(text), key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

/** Signs answers over their exact bytes, except when the caller is not authenticated yet: decisions W9, W10. */
function answerSigner({ credentials, settings }: PartnerContext): AnswerSigner {
  const privateKey = createPrivateKey(credentials['partnerPrivateKey'] ?? '');
  const clientId = credentials['clientId'] ?? '';
  return {
    async signAnswer({ head, code, authenticated, body, at }: AnswerContext) {
      const { signRefusals, keyVersion } = settings as WorldFirstSettings;
      const known = authenticated && !entryOf(catalogue, code).beforeSignature;
      if (!known && !signRefusals) return {};
      const time = writeTime(at);
      const signed = { method: head.method, target: head.target, clientId, time };
      return {
        'client-id': clientId,
        'response-time': time,
        signature: writeSignatureHeader(await signInPool(privateKey, signaturePrefix(signed) + body), keyVersion),
      };
    },
  };
}

/** Creates worldfirst's behavior in one simulator. */
export function createWorldFirst(context: PartnerContext): SimulatedPartner & AnswerSigner {
  const { credentials, credentialsSource, world } = context;
  const settings = context.settings as WorldFirstSettings;
  const client = {
    clientId: credentials['clientId'] ?? '',
    publicKey: createPublicKey(credentials['clientPublicKey'] ?? ''),
    partnerPublicKey: createPublicKey(credentials['partnerPublicKey'] ?? ''),
  };
  return {
    contract: worldfirst,
    limits: { maxBufferedBytes: 8 * MIB, maxBodyBytes: 16 * MIB },
    operations: { submitAttachment: createSubmitAttachment(context) },
    authenticate: (head) => authenticate(head, { client, credentialsSource, settings, now: world.now }),
    callerRules: [trafficRule(context)],
    refuseIncomplete: (problem) => refuse('PARAM_ILLEGAL', 'W17', ARRIVAL_REASONS[problem], COMPLETE_BODY),
    refuseUnreadable: ({ problem, reason }) =>
      problem === 'too-large'
        ? refuse('PARAM_ILLEGAL', 'W17', reason, COMPLETE_BODY)
        : refuse('PARAM_ILLEGAL', 'W13', reason, JSON_BODY),
    bugCode: 'UNKNOWN_EXCEPTION',
    signedTime: (head) => headerOf(head, 'request-time'),
    shownHeaders: ['client-id', 'request-time', 'response-time'],
    ...answerSigner(context),
  };
}
