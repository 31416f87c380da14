import { MatchersV3, PactV4 } from '@pact-foundation/pact';
import { specimenBytes } from '@sparring/cases';
import { entryOf, renderText, writeMultipart } from '@sparring/contracts';
import { catalogue, fileUpload } from '@sparring/contracts/prepaidify';
import { Prepaidify } from '@sparring/sdk';
import { codeCases, endOf, expectedEnd, type PactCase, type PactRun } from './pact-case.js';
import { settled } from './settled.js';

interface Fields {
  readonly requestNo: string;
  readonly type: 'idFront' | 'idBack' | 'face' | 'amlReport' | 'idvReport';
  readonly file: Buffer;
  readonly filename: string;
  readonly mediaType: string;
  readonly method: 'POST' | 'GET';
}

/** Fixed in the example only: the SDK takes a boundary of its own for each request. */
const BOUNDARY = 'sparring-pact-boundary';
const CONTENT_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const TRACE_ID = '652366764a52596446c629939e486913';

const photo: Fields = {
  requestNo: 'PACT-1',
  type: 'idFront',
  file: specimenBytes('jpeg'),
  filename: 'id-front.jpg',
  mediaType: 'image/jpeg',
  method: 'POST',
};
const report = { file: specimenBytes('pdf'), filename: 'report.pdf', mediaType: 'application/pdf' };

function caseOf(description: string, state: string, code: string, more: Partial<Fields> = {}): PactCase<Fields> {
  return { description, state, entry: entryOf(catalogue, code), signed: false, fields: { ...photo, ...more } };
}

const NATURAL: readonly PactCase<Fields>[] = [
  caseOf('the front of an ID card', 'the merchant is known', '0'),
  caseOf('the front of an ID card by GET', 'the merchant is known', '0', { method: 'GET' }),
  caseOf('the back of an ID card as PNG', 'the merchant is known', '0', {
    type: 'idBack',
    file: specimenBytes('png'),
    filename: 'id-back.png',
    mediaType: 'image/png',
  }),
  caseOf('a face', 'the merchant is known', '0', { type: 'face', filename: 'face.jpeg' }),
  caseOf('an AML report', 'the merchant is known', '0', { type: 'amlReport', ...report }),
  caseOf('an IDV report', 'the merchant is known', '0', { type: 'idvReport', ...report }),
  caseOf('a photo in place of a report', 'the merchant is known', '4007', { type: 'amlReport' }),
  caseOf('a file of an unknown format', 'the merchant is known', '4001', { filename: 'id-front.gif' }),
  caseOf('an upload signed with a foreign key', 'the signature is made with another key', '200006'),
  caseOf('an upload of an unknown merchant', 'the merchant is not known', '200007'),
  caseOf('an upload for an unregistered request', 'requests must be registered and this one is not', '4006'),
];

/** Every interaction of the SDK with prepaidify. */
export const prepaidifyCases: readonly PactCase<Fields>[] = [...NATURAL, ...codeCases(catalogue, NATURAL, photo)];

const rule = (regex: string) => ({ 'pact:matcher:type': 'regex', regex });

function exampleBody({ requestNo, type, file, filename, mediaType }: Fields): Buffer {
  return writeMultipart(
    [
      { name: 'requestNo', content: requestNo },
      { name: 'type', content: type },
      { name: 'file', content: file, filename, contentType: mediaType },
    ],
    BOUNDARY,
  );
}

function answerBody({ entry }: PactCase<Fields>) {
  const success = entry.class === 'success';
  return {
    code: entry.code,
    msg: MatchersV3.string(renderText(entry, entry.moveSubject)),
    model: null,
    traceId: MatchersV3.regex('^[0-9a-f]{32}$', TRACE_ID),
    success,
    error: !success,
  };
}

/** Every part needs a rule, or the rule of the whole body falls on it. */
const matchingRules = ({ mediaType }: Fields) => ({
  body: [
    { path: '$.requestNo', rules: [rule('^.{1,64}$')] },
    { path: '$.type', rules: [rule('^(idFront|idBack|face|amlReport|idvReport)$')] },
    { path: '$.file', rules: [{ 'pact:matcher:type': 'contentType', value: mediaType }] },
  ],
});

/** Writes the pact of the SDK with prepaidify, one interaction after the other. */
export async function writePrepaidifyPact({ folder, judged, only = () => true, fetch: send }: PactRun): Promise<void> {
  const pact = new PactV4({ consumer: 'sparring-sdk', provider: 'prepaidify', dir: folder, logLevel: 'error' });
  for (const one of prepaidifyCases.filter(({ description }) => only(description))) {
    const { method } = one.fields;
    await pact
      .addInteraction()
      .given(one.state)
      .uponReceiving(one.description)
      .withRequest(method, fileUpload.path, (request) =>
        request
          .headers({
            // the core tests this on a form of the header without the space, too
            'Content-Type': MatchersV3.regex('^multipart/form-data; ?boundary=\\S+$', CONTENT_TYPE),
            'ach-access-key': MatchersV3.regex('^\\S+$', 'PACT-KEY'),
            'ach-access-timestamp': MatchersV3.regex('^\\d{13}$', '1767294245000'),
            'ach-access-sign': MatchersV3.regex('^[A-Za-z0-9+/]{43}=$', `${'A'.repeat(43)}=`),
          })
          .body(CONTENT_TYPE, exampleBody(one.fields))
          .matchingRules(matchingRules(one.fields) as never),
      )
      .willRespondWith(200, (answer) =>
        answer
          .headers({
            'content-type': MatchersV3.regex(
              '^application/json(; ?charset=[Uu][Tt][Ff]-8)?$',
              'application/json; charset=UTF-8',
            ),
          })
          .jsonBody(answerBody(one)),
      )
      .executeTest(async ({ url, port }) => {
        const client = new Prepaidify({
          baseUrl: url,
          accessKey: 'PACT-KEY',
          secretKey: 'pact',
          method,
          maxRetries: 0,
          ...(send ? { fetch: send } : {}),
        });
        const call = client.uploadPhoto(one.fields, { checkRequest: false });
        judged(one.description, expectedEnd(one.entry), await endOf(call));
        await settled(port);
      });
  }
}
