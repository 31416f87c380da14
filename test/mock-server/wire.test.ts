import { type Composer, composers, type Played, playCase, readCases, type Stage } from '@sparring/cases';
import type { RequestMessage } from '@sparring/contracts';
import type { Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { LONG } from '../helpers/amount.js';
import { signedUpload, UPLOAD_PATH, upload, uploadParts } from '../helpers/prepaidify.js';
import { exchange, type Wire } from '../helpers/raw-socket.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { journaled, stageOn } from '../helpers/stage.js';
import { type Answer, answerSignature, SUBMIT_PATH, signedSubmit, submit } from '../helpers/worldfirst.js';

/** A stage that puts each request on the wire in its own way. */
function rawStage(simulator: Simulator, composer: Composer, wire: (message: RequestMessage) => Wire): Stage {
  return {
    ...stageOn(simulator, composer),
    send: async (message) => {
      const { statusLine, headers, body } = await exchange(simulator.url, message, wire(message));
      return { httpStatus: Number(statusLine.split(' ')[1]), headers, body };
    },
  };
}

function caseOf(composer: Composer, name: string) {
  const found = readCases(composer.contract.name).find((one) => one.name === name);
  if (!found) throw new Error(`${composer.contract.name} has no case ${name}`);
  return found;
}

/** More than this is not sent byte by byte: it would take minutes. */
const SMALL_BYTES = 64 * 1024;

function sentAs({ body }: RequestMessage, wire: Wire): Wire {
  if (wire.pieceBytes === 1 && body.length > SMALL_BYTES)
    throw new Error(`a typical case has ${body.length} bytes; accepted, refused and unrouted must be small`);
  return wire;
}

const fine = (t: Test, { differences }: Played, name: string) => t.same(differences, [], name);

for (const composer of composers) {
  const { name } = composer.contract;
  const { accepted, refused, unrouted, largest: large } = composer.typical;
  const small = [accepted, refused];

  t.test(`${name} reads a body however it is cut`, async (t) => {
    const simulator = await simulatorFor(t);
    const KIB = 1024;
    const ways: readonly { readonly name: string; readonly wire: Wire; readonly cases: readonly string[] }[] = [
      { name: 'single bytes', wire: { pieceBytes: 1 }, cases: small },
      { name: 'HTTP chunks of one byte', wire: { pieceBytes: 1, chunked: true }, cases: small },
      { name: 'pieces of 64 KiB', wire: { pieceBytes: 64 * KIB }, cases: [large] },
      { name: 'HTTP chunks of 64 KiB', wire: { pieceBytes: 64 * KIB, chunked: true }, cases: [large] },
      { name: 'one piece', wire: {}, cases: [...small, large] },
      { name: 'one piece after 100 Continue', wire: { expectContinue: true }, cases: [...small, large] },
    ];
    for (const { name: way, wire, cases } of ways) {
      for (const played of cases) {
        await simulator.reset();
        fine(
          t,
          await playCase(
            caseOf(composer, played),
            rawStage(simulator, composer, (message) => sentAs(message, wire)),
          ),
          `${played} in ${way}`,
        );
      }
    }
  });

  t.test(`${name} strips an absolute request target before it routes and verifies`, async (t) => {
    const simulator = await simulatorFor(t);
    for (const base of [simulator.url, 'https://partner.example', 'HTTP://partner.example:8443']) {
      const stage = rawStage(simulator, composer, ({ target }) => ({ target: base + target }));
      for (const played of [...small, unrouted]) {
        await simulator.reset();
        fine(t, await playCase(caseOf(composer, played), stage), `${played} at ${base}`);
      }
    }
  });

  t.test(`${name} answers byte for byte the same with the same seed, and after a reset`, async (t) => {
    const at = new Date();
    const run = async (simulator: Simulator): Promise<string> => {
      const answers: Buffer[] = [];
      const stage: Stage = {
        ...stageOn(simulator, composer),
        now: () => at,
        id: (label) => label,
        send: async (message) => {
          const { bytes, statusLine, headers, body } = await exchange(simulator.url, message);
          answers.push(bytes);
          return { httpStatus: Number(statusLine.split(' ')[1]), headers, body };
        },
      };
      for (const played of [...small, accepted, unrouted]) await playCase(caseOf(composer, played), stage);
      return Buffer.concat(answers).toString();
    };
    const options = { seed: 'spar', clock: () => at };
    const [first, second] = [await simulatorFor(t, options), await simulatorFor(t, options)];
    const answers = await run(first);
    t.match(answers, /\r\ndate: Thu, 01 Jan 2026 /, 'the date repeats too');
    t.equal(await run(second), answers, 'another simulator');
    t.not(await run(first), answers, 'the same simulator goes on');
    await first.reset();
    t.equal(await run(first), answers, 'the same simulator after a reset');
    t.not(await run(await simulatorFor(t, { ...options, seed: 'another' })), answers, 'another seed');
    t.not(await run(await simulatorFor(t)), answers, 'no seed');
  });
}

t.test('worldfirst stores real documents and answers with a new key each time', async (t) => {
  const simulator = await simulatorFor(t);
  const urls = new Set<string>();
  for (const file of ['id-front.jpg', 'id-back.png', 'face.jpg', 'id-front.jpg']) {
    const attachmentContent = specimen(file).toString('base64');
    const answer = await submit(simulator, {
      body: { attachmentId: file, attachmentType: 'BUSINESS_LICENSE', attachmentContent },
    });
    t.equal(answer.json.result.resultStatus, 'S', file);
    t.equal(answerSignature(simulator, answer), 'valid', `${file}: the answer's signature`);
    urls.add(answer.json.attachmentUrl);
  }
  t.equal(urls.size, 4, 'a repeat gets a new attachmentUrl');
});

t.test('prepaidify stores real documents by POST and by GET', async (t) => {
  const simulator = await simulatorFor(t);
  for (const method of ['POST', 'GET']) {
    for (const [file, type] of [
      ['aml-report.pdf', 'idvReport'],
      ['face.jpg', 'face'],
      ['id-back.png', 'idBack'],
    ] as const) {
      const answer = await upload(simulator, { method, parts: uploadParts(specimen(file), file, type) });
      t.match(
        answer.json,
        { code: '0', msg: '操作成功', success: true, error: false, model: null },
        `${method} ${file}`,
      );
    }
  }
});

t.test('times in answers are those of the simulator', async (t) => {
  const at = new Date('2026-03-01T17:30:15.900Z');
  const simulator = await simulatorFor(t, { clock: () => at });
  const time = String(at.getTime());
  const stored = await submit(simulator, {
    time,
    body: { attachmentId: 'A', attachmentType: 'BUSINESS_LICENSE', attachmentContent: '/9j/' },
  });
  t.match(stored.json.attachmentUrl, /^20260302_/, "the partner's day");
  t.equal(stored.headers['response-time'], '2026-03-02T01:30:15+08:00');
  const uploaded = await upload(simulator, { timestamp: time, parts: [] });
  t.equal(
    Number.parseInt(uploaded.json.traceId.slice(0, 8), 16),
    Math.floor(at.getTime() / 1000),
    'the second in the traceId',
  );
});

t.test('the windows of time are exact to the millisecond', async (t) => {
  const at = new Date();
  const settings = { worldfirst: { requestTimeWindowSeconds: 60 } };
  const simulator = await simulatorFor(t, { clock: () => at, settings });
  const code = (answer: Answer) => answer.json.code ?? answer.json.result.resultCode;
  const body = { attachmentId: 'A', attachmentType: 'BUSINESS_LICENSE', attachmentContent: '/9j/' };
  const cases = [
    { offsetMs: 300_000, prepaidify: '0', worldfirst: 'PARAM_ILLEGAL' },
    { offsetMs: 300_001, prepaidify: '200005', worldfirst: 'PARAM_ILLEGAL' },
    { offsetMs: 60_000, prepaidify: '0', worldfirst: 'SUCCESS' },
    { offsetMs: 60_001, prepaidify: '0', worldfirst: 'PARAM_ILLEGAL' },
  ];
  for (const { offsetMs, ...expected } of cases) {
    for (const sign of [1, -1]) {
      const time = String(at.getTime() + sign * offsetMs);
      const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
      t.equal(
        code(await upload(simulator, { timestamp: time, parts })),
        expected.prepaidify,
        `prepaidify, ${sign * offsetMs} ms`,
      );
      t.equal(code(await submit(simulator, { time, body })), expected.worldfirst, `worldfirst, ${sign * offsetMs} ms`);
    }
  }
});

t.test('the traffic limit counts the requests of a second that were signed', async (t) => {
  let nowMs = Date.UTC(2026, 0, 1);
  const simulator = await simulatorFor(t, {
    clock: () => new Date(nowMs),
    settings: { worldfirst: { requestsPerSecond: 2 } },
  });
  const body = { attachmentId: 'A', attachmentType: 'BUSINESS_LICENSE', attachmentContent: '/9j/' };
  const next = async (more = {}) => (await submit(simulator, { body, ...more })).json.result.resultCode;
  t.equal(await next({ signedBody: Buffer.from('{}') }), 'INVALID_SIGNATURE', 'a forged request does not count');
  t.equal(await next(), 'SUCCESS');
  t.equal(await next({ body: '[]' }), 'PARAM_ILLEGAL', 'a refused request counts');
  t.equal(await next(), 'REQUEST_TRAFFIC_EXCEED_LIMIT');
  t.equal(
    await next({ headers: { 'x-sparring-move': 'PROCESS_FAIL' } }),
    'REQUEST_TRAFFIC_EXCEED_LIMIT',
    'a move does not help',
  );
  nowMs += 1_000;
  t.equal(await next(), 'SUCCESS', 'a second later');
});

t.test('a body over the limit is answered, and every byte below it is read', async (t) => {
  const MIB = 1024 * 1024;
  const simulator = await simulatorFor(t);
  const cases = [
    {
      name: 'worldfirst below the limit',
      request: signedSubmit(simulator, { body: Buffer.alloc(16 * MIB) }),
      code: 'PARAM_ILLEGAL',
      rule: 'W17',
      bodyBytes: 16 * MIB,
    },
    {
      name: 'worldfirst over the limit',
      request: signedSubmit(simulator, { body: Buffer.alloc(20 * MIB) }),
      code: 'PARAM_ILLEGAL',
      rule: 'W17',
    },
    {
      name: 'prepaidify over the limit',
      request: signedUpload(simulator, { body: Buffer.alloc(66 * MIB) }),
      code: '4002',
      rule: 'K15',
    },
    {
      name: 'prepaidify with a file far over its limit',
      request: signedUpload(simulator, { parts: uploadParts(Buffer.alloc(20 * MIB), 'a.jpg', 'face') }),
      code: '4002',
      rule: 'K9',
    },
  ];
  for (const { name, request, code, rule, bodyBytes } of cases) {
    const { statusLine, headers, body } = await exchange(simulator.url, request, { pieceBytes: 64 * 1024 });
    t.equal(statusLine, 'HTTP/1.1 200 OK', name);
    const json = JSON.parse(body.toString());
    t.equal(json.code ?? json.result.resultCode, code, name);
    const entry = await journaled(simulator, { headers });
    t.match(entry, { code, rule }, `${name}: the journal`);
    if (bodyBytes !== undefined) t.equal(entry.bodyBytes, bodyBytes, `${name}: bytes taken`);
  }
});

t.test('a HEAD request is refused without a body, and the connection goes on', async (t) => {
  const simulator = await simulatorFor(t);
  const cases = [
    { path: SUBMIT_PATH, httpStatus: 200 },
    { path: UPLOAD_PATH, httpStatus: 404 },
  ];
  for (const { path, httpStatus } of cases) {
    const answer = await fetch(simulator.url + path, { method: 'HEAD' });
    t.equal(answer.status, httpStatus, path);
    t.equal(await answer.text(), '');
    t.ok(answer.headers.get('x-sparring-id'));
  }
});

t.test('settings change while a simulator runs, and return on reset to those it began with', async (t) => {
  const simulator = await simulatorFor(t, { settings: { prepaidify: { successMessage: 'SUCCESS' } } });
  const parts = uploadParts(specimen('face.jpg'), 'face.jpg', 'face');
  const message = async () => (await upload(simulator, { parts })).json.msg;
  t.equal(await message(), 'SUCCESS');
  simulator.configure('prepaidify', 'successMessage', 'fine');
  t.equal(await message(), 'fine');
  await simulator.reset();
  t.equal(await message(), 'SUCCESS');
  const wrong: readonly (readonly [string, string, string | number, RegExp])[] = [
    ['prepaidify', 'succesMessage', 'x', /prepaidify has no setting succesMessage/],
    ['prepaidify', 'toString', 'x', /no setting toString/],
    ['prepaidify', 'multipartSigning', 'all', /takes none or fields, not all/],
    ['worldfirst', 'requestsPerSecond', -1, /takes a non-negative integer or off/],
    ['nobody', 'x', 'x', /no partner nobody/],
  ];
  for (const [partner, setting, value, message] of wrong) {
    t.throws(() => simulator.configure(partner, setting, value), { message }, `${partner}.${setting}`);
  }
  await t.rejects(simulator.setState('prepaidify', 'toString', 'x'), {
    message: /has no state toString; it has registered, decided/,
  });
  await t.rejects(simulator.setState('worldfirst', 'decided', 'x'), { message: /has no state decided; it has none/ });
});

t.test('a JSON body that would take long to parse is refused by its structure', async (t) => {
  const simulator = await simulatorFor(t);
  const mib = 1024 * 1024;
  const rows: readonly { readonly name: string; readonly body: string; readonly reason: RegExp }[] = [
    { name: 'nested lists', body: '['.repeat(8 * mib), reason: /nests deeper than 64 levels/ },
    { name: 'nested objects', body: '{"a":'.repeat(mib), reason: /nests deeper than 64 levels/ },
    {
      name: 'empty objects',
      body: `[${'{},'.repeat(2 * mib)}{}]`,
      reason: /more than 40000 strings, commas and colons/,
    },
    {
      name: 'distinct keys',
      body: `{${Array.from({ length: 400_000 }, (_, at) => `"k${at}":0`).join()}}`,
      reason: /more than 40000/,
    },
    { name: 'strings without separators', body: '""'.repeat(4 * mib), reason: /more than 40000/ },
    { name: 'a level too deep', body: `${'['.repeat(65)}${']'.repeat(65)}`, reason: /nests deeper/ },
    { name: 'the deepest', body: `${'['.repeat(64)}${']'.repeat(64)}`, reason: /must be object/ },
    { name: 'brackets in a string', body: `{"a":"${'['.repeat(100_000)}\\""}`, reason: /attachmentId/ },
    { name: 'a string that does not end', body: `{"a":"${'x'.repeat(100)}\\"`, reason: /not JSON/ },
  ];
  for (const { name, body, reason } of rows) {
    const answer = await submit(simulator, { body });
    t.equal(answer.json.result.resultCode, 'PARAM_ILLEGAL', name);
    t.match((await journaled(simulator, answer)).reason, reason, name);
  }
});

t.test('an upload of exactly 64 MiB is read to its end, and one that is a byte longer is not', LONG, async (t) => {
  const simulator = await simulatorFor(t);
  const capBytes = 64 * 1024 * 1024;
  const frameBytes = signedUpload(simulator, { parts: uploadParts(Buffer.alloc(0), 'a.jpg', 'face') }).body.length;
  for (const [bodyBytes, rule] of [
    [capBytes, 'K9'],
    [capBytes + 1, 'K15'],
  ] as const) {
    const file = Buffer.alloc(bodyBytes - frameBytes);
    const message = signedUpload(simulator, { parts: uploadParts(file, 'a.jpg', 'face') });
    t.equal(message.body.length, bodyBytes);
    const { headers, body } = await exchange(simulator.url, message, { pieceBytes: 64 * 1024 });
    t.equal(JSON.parse(body.toString()).code, '4002');
    t.match(await journaled(simulator, { headers }), { code: '4002', rule });
  }
});

t.test('the journal quotes neither a body that is not JSON nor a long signed part', async (t) => {
  const settings = { prepaidify: { multipartSigning: 'fields' } };
  const simulator = await simulatorFor(t, { settings });
  const secret = 'personal-data '.repeat(5_000);
  const rows = [
    {
      answer: await submit(simulator, { body: `{"attachmentContent":"${secret}",oops}` }),
      rule: 'W13',
      reason: /^the body is not JSON at position \d+$/,
    },
    {
      answer: await submit(simulator, { body: secret }),
      rule: 'W13',
      reason: /^the body is not JSON$/,
    },
    {
      answer: await upload(simulator, { parts: uploadParts(specimen('face.jpg'), 'face.jpg', 'face', secret) }),
      rule: 'K4',
      reason: /"requestNo":"<65536 characters>"/,
    },
  ];
  for (const { answer, rule, reason } of rows) {
    const entry = await journaled(simulator, answer);
    t.match(entry, { rule, reason });
    t.notMatch(entry.reason ?? '', 'personal');
  }
});

t.test('worldfirst judges the head in its order: the signature pair, the client, the algorithm', async (t) => {
  const simulator = await simulatorFor(t);
  const time = String(Date.now());
  const { headers } = signedSubmit(simulator, { body: '{}', time });
  const signature = headers['Signature'] ?? headers['signature'] ?? '';
  t.match(signature, /^algorithm=RSA256,/);
  const rows = [
    { signature: 'algorithm=RSA256,keyVersion=2', clientId: 'UNKNOWN', code: 'PARAM_ILLEGAL', rule: 'W5' },
    {
      signature: 'algorithm=RSA512,keyVersion=2,signature=QUJD',
      clientId: 'UNKNOWN',
      code: 'INVALID_CLIENT',
      rule: 'W2',
    },
    {
      signature: signature.replace('RSA256', 'RSA512'),
      code: 'INVALID_SIGNATURE',
      rule: 'W5',
      reason: /RSA512 is not RSA256/,
    },
    { signature, code: 'PARAM_ILLEGAL', rule: 'W13' },
  ];
  for (const { signature: sent, clientId, code, rule, reason } of rows) {
    const answer = await submit(simulator, {
      body: '{}',
      time,
      ...(clientId ? { clientId } : {}),
      headers: { signature: sent },
    });
    t.equal(answer.json.result.resultCode, code, sent);
    t.match(await journaled(simulator, answer), { code, rule, ...(reason ? { reason } : {}) }, sent);
  }
});

t.test('an underscore in a Q-encoded file name is a space', async (t) => {
  const file = new URL('../../../mock-server/dist/core/body/plain-filename.js', import.meta.url).href;
  const { plainFilename } = (await import(file)) as { plainFilename(name: string): string };
  for (const [name, plain] of [
    ['=?utf-8?Q?my_photo=5F1.jpg?=', 'my photo_1.jpg'],
    ['=?ISO-8859-1?q?f=FCr_dich.png?=', 'für dich.png'],
    ['my_photo.jpg', 'my_photo.jpg'],
  ] as const) {
    t.equal(plainFilename(name), plain);
  }
});
