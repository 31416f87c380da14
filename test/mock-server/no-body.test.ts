import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { noBody, type Outcome, outcomesOf } from '@sparring/contracts';
import fastify, { type FastifyReply } from 'fastify';
import t, { type Test } from 'tap';

/** An answer as it is sent. */
interface WireAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type WriteReply = (
  reply: FastifyReply,
  answer: WireAnswer,
  options: { readonly bodyComplete: boolean; readonly log: object },
) => Promise<'sent' | 'lost'>;

type BuildAnswer = (partner: object, outcome: Outcome, input: object) => WireAnswer | Promise<WireAnswer>;

const root = new URL('../../../', import.meta.url).pathname;
const ofCore = (file: string) => import(pathToFileURL(join(root, 'mock-server/dist/core', file)).href);
const { writeReply } = (await ofCore('write-reply.js')) as { writeReply: WriteReply };
const { buildAnswer } = (await ofCore('build-answer.js')) as { buildAnswer: BuildAnswer };
const log = { info: () => {}, error: () => {} };

/** A server that answers every request with the status in its path; `/early/…` before the end of the body. */
async function startServer(t: Test): Promise<number> {
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.all('/:when/:status', async (request, reply) => {
    const { when, status } = request.params as { when: string; status: string };
    const answer = { httpStatus: Number(status), headers: { 'x-sparring-id': 'a' }, body: '' };
    await writeReply(reply, answer, { bodyComplete: when !== 'early', log });
    return reply;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

/** Sends text and waits for the head of the answer, then ends what was begun. */
async function headFor(port: number, text: string, rest: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let received = '';
  while (!received.includes('\r\n\r\n')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    received += chunk.toString();
  }
  socket.end(rest);
  socket.resume();
  await once(socket, 'close');
  return received.toLowerCase();
}

for (const when of ['complete', 'early']) {
  t.test(`an answer without a body has no length where HTTP forbids it, ${when}`, async (t) => {
    const port = await startServer(t);
    const [begun, rest] =
      when === 'early' ? ['content-length: 9\r\n\r\nabc', 'defghi'] : ['content-length: 0\r\n\r\n', ''];
    for (const { status, length } of [
      { status: 204, length: false },
      { status: 304, length: false },
      { status: 401, length: true },
    ]) {
      const head = await headFor(port, `DELETE /${when}/${status} HTTP/1.1\r\nhost: a\r\n${begun}`, rest);
      t.match(head, new RegExp(`^http/1.1 ${status} `), `${status}`);
      t.equal(head.includes('content-length: 0'), length, `${status}: a length`);
      t.notMatch(head, /content-type|transfer-encoding/, `${status}: neither type nor chunks`);
      t.match(head, 'x-sparring-id: a');
    }
  });
}

t.test('an outcome without a body is not encoded, and its signature covers zero bytes', async (t) => {
  const some = { schema: 'some', check: () => [] };
  const outcomes = [...outcomesOf({ DONE: 200, LATER: 202 }, some), ...outcomesOf({ DONE: 204, SAME: 304 }, noBody)];
  const signed: string[] = [];
  const partner = {
    contract: { encode: ({ code }: Outcome) => ({ code }) },
    signAnswer: async ({ body }: { body: string }) => {
      signed.push(body);
      return { signature: 's' };
    },
  };
  const head = { route: { kind: 'operation', operation: { outcomes } } };
  const answered = (code: string, httpStatus?: number) => {
    const outcome = { kind: 'accepted', code, data: {}, ...(httpStatus ? { httpStatus } : {}) } as const;
    return buildAnswer(partner, outcome, {
      id: 'a',
      repeatable: false,
      head,
      stamp: { at: new Date(0) },
      settings: {},
    });
  };
  const headers = { 'x-sparring-id': 'a', signature: 's' };
  t.same(await answered('SAME'), { httpStatus: 304, headers, body: '' });
  t.same(await answered('DONE', 204), { httpStatus: 204, headers, body: '' }, 'the one with this HTTP status');
  t.match(await answered('DONE'), { httpStatus: 200, body: '{"code":"DONE"}' }, 'the first one by default');
  t.same(signed, ['', '', '{"code":"DONE"}']);
});
