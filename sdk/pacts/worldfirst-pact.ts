import { readFileSync } from 'node:fs';
import { MatchersV3, PactV4 } from '@pact-foundation/pact';
import { specimenBytes } from '@sparring/cases';
import { entryOf, fileKind, readPrivateKey } from '@sparring/contracts';
import { catalogue, signatureHeader, submitAttachment } from '@sparring/contracts/worldfirst';
import { WorldFirst } from '@sparring/sdk';
import { codeCases, endOf, expectedEnd, type PactCase, type PactRun } from './pact-case.js';
import { settled } from './settled.js';

interface Fields {
  readonly attachmentId: string;
  readonly attachmentType: 'BUSINESS_LICENSE' | 'ID_CARD_FRONT_SIDE' | 'ID_CARD_BACK_SIDE';
  readonly content: Buffer;
}

/** A throw-away key pair that stands beside the signature vectors; it plays both sides here. */
const { openssl } = JSON.parse(
  readFileSync(new URL('../../../contracts/partners/worldfirst/vectors.json', import.meta.url), 'utf8'),
) as { openssl: { privateKey: string; publicKey: string } };

const CLIENT_ID = 'PACT-CLIENT';
const ANSWERED_AT = '2026-01-02T03:04:05+08:00';
const SIGNATURE = '^algorithm=RSA256, ?keyVersion=\\d+, ?signature=[A-Za-z0-9%._~-]+$';
const REQUEST_TIME = '^(\\d{13}|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d))$';

const fields: Fields = {
  attachmentId: 'PACT-1',
  attachmentType: 'ID_CARD_FRONT_SIDE',
  content: specimenBytes('jpeg'),
};

function caseOf(description: string, state: string, code: string, more: Partial<Fields> = {}): PactCase<Fields> {
  const entry = entryOf(catalogue, code);
  return { description, state, entry, signed: !entry.beforeSignature, fields: { ...fields, ...more } };
}

const NATURAL: readonly PactCase<Fields>[] = [
  caseOf('the front of an ID card', 'the client is known', 'SUCCESS'),
  caseOf('the back of an ID card', 'the client is known', 'SUCCESS', {
    attachmentId: 'PACT-2',
    attachmentType: 'ID_CARD_BACK_SIDE',
  }),
  caseOf('a business licence as PNG', 'the client is known', 'SUCCESS', {
    attachmentId: 'PACT-3',
    attachmentType: 'BUSINESS_LICENSE',
    content: specimenBytes('png'),
  }),
  caseOf('content that is no image', 'the client is known', 'PARAM_ILLEGAL', {
    attachmentId: 'PACT-4',
    content: Buffer.from('no image'),
  }),
  caseOf('an upload signed with a foreign key', 'the signature is made with another key', 'INVALID_SIGNATURE'),
  caseOf('an upload of an unknown client', 'the client is not known', 'INVALID_CLIENT'),
  caseOf(
    'a used attachment id with another type',
    'the attachment id was used with another type',
    'REPEAT_REQ_INCONSISTENT',
    { attachmentId: 'PACT-USED-ID' },
  ),
  caseOf('an upload above the traffic limit', 'the traffic limit is reached', 'REQUEST_TRAFFIC_EXCEED_LIMIT'),
];

/** Every interaction of the SDK with worldfirst. */
export const worldfirstCases: readonly PactCase<Fields>[] = [...NATURAL, ...codeCases(catalogue, NATURAL, fields)];

const STATUS = { success: 'S', refused: 'F', unknown: 'U' } as const;

/** The mock server answers compact JSON with sorted keys; these are the bytes its example signature covers. */
function answeredBytes({ entry }: PactCase<Fields>): Buffer {
  const { code: resultCode, text: resultMessage } = entry;
  const result = { resultCode, resultMessage, resultStatus: STATUS[entry.class] };
  return Buffer.from(
    JSON.stringify(entry.class === 'success' ? { attachmentUrl: '20260102_0a1b2c', result } : { result }),
  );
}

function answerHeaders(one: PactCase<Fields>) {
  const type = {
    'content-type': MatchersV3.regex(
      '^application/json(; ?charset=[Uu][Tt][Ff]-8)?$',
      'application/json; charset=UTF-8',
    ),
  };
  if (!one.signed) return type;
  const head = { method: 'POST', target: submitAttachment.path, clientId: CLIENT_ID, time: ANSWERED_AT };
  const signature = signatureHeader(head, answeredBytes(one), readPrivateKey(openssl.privateKey), 2);
  return {
    ...type,
    'client-id': MatchersV3.regex('^\\S+$', CLIENT_ID),
    'response-time': MatchersV3.regex('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)$', ANSWERED_AT),
    signature: MatchersV3.regex(SIGNATURE, signature),
  };
}

function answerBody({ entry }: PactCase<Fields>) {
  const result = {
    resultCode: entry.code,
    resultMessage: MatchersV3.string(entry.text),
    resultStatus: STATUS[entry.class],
  };
  if (entry.class !== 'success') return { result };
  return { attachmentUrl: MatchersV3.regex('^\\S{1,512}$', '20260102_0a1b2c'), result };
}

function requestBody({ attachmentId, attachmentType, content }: Fields) {
  return {
    attachmentId: MatchersV3.regex('^.{1,64}$', attachmentId),
    attachmentType: MatchersV3.regex('^(BUSINESS_LICENSE|ID_CARD_FRONT_SIDE|ID_CARD_BACK_SIDE)$', attachmentType),
    attachmentContent: MatchersV3.regex('^[A-Za-z0-9+/]+={0,2}$', content.toString('base64')),
  };
}

/** Writes the pact of the SDK with worldfirst, one interaction after the other. */
export async function writeWorldfirstPact({ folder, judged, only = () => true, fetch: send }: PactRun): Promise<void> {
  const pact = new PactV4({ consumer: 'sparring-sdk', provider: 'worldfirst', dir: folder, logLevel: 'error' });
  for (const one of worldfirstCases.filter(({ description }) => only(description))) {
    await pact
      .addInteraction()
      .given(one.state)
      .uponReceiving(one.description)
      .withRequest('POST', submitAttachment.path, (request) =>
        request
          .headers({
            'Content-Type': 'application/json; charset=UTF-8',
            'Client-Id': MatchersV3.regex('^\\S+$', CLIENT_ID),
            'Request-Time': MatchersV3.regex(REQUEST_TIME, ANSWERED_AT),
            Signature: MatchersV3.regex(SIGNATURE, 'algorithm=RSA256,keyVersion=2,signature=example'),
          })
          .jsonBody(requestBody(one.fields)),
      )
      .willRespondWith(200, (answer) => answer.headers(answerHeaders(one)).jsonBody(answerBody(one)))
      .executeTest(async ({ url, port }) => {
        const client = new WorldFirst({
          baseUrl: url,
          clientId: CLIENT_ID,
          privateKey: openssl.privateKey,
          partnerPublicKey: openssl.publicKey,
          maxRetries: 0,
          ...(send ? { fetch: send } : {}),
        });
        const checkRequest = fileKind(one.fields.content) !== undefined;
        judged(
          one.description,
          expectedEnd(one.entry),
          await endOf(client.submitAttachment(one.fields, { checkRequest })),
        );
        await settled(port);
      });
  }
}
