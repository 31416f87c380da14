import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Composer, composers, mainExchange, playCase, readCases } from '@sparring/cases';
import type { AnswerMessage, RequestMessage } from '@sparring/contracts';
import type { LedgerEntry, Simulator } from 'sparring';
import t, { type Test } from 'tap';
import { Agent as UndiciAgent, request as undiciRequest } from 'undici';
import { faults, listMoves } from '#simulator/moves/index.js';
import { acceptedCases, withRequest } from '../helpers/accepted-cases.js';
import { openConnection, wireBytes } from '../helpers/connection.js';
import { simulatorFor } from '../helpers/simulator.js';
import { stageOn } from '../helpers/stage.js';

/** What a client saw: an answer, a broken connection with what had arrived, or nothing until it gave up. */
type Seen =
  | ({ readonly kind: 'answer'; readonly pieces: number } & AnswerMessage)
  | { readonly kind: 'error'; readonly code: string; readonly received: string }
  | { readonly kind: 'silence' };

/** A client that keeps its connection; it gives up when `gaveUp` is aborted. */
interface Client {
  readonly name: string;
  send(url: string, request: RequestMessage, gaveUp: AbortSignal): Promise<Seen>;
  close(): void;
}

function failure(error: unknown, gaveUp: AbortSignal, received: string): Seen {
  if (gaveUp.aborted) return { kind: 'silence' };
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return { kind: 'error', code: code ?? cause?.code ?? String(error), received };
}

async function readBody(message: IncomingMessage): Promise<{ body: Buffer; pieces: number; error?: unknown }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk);
  } catch (error) {
    return { body: Buffer.concat(chunks), pieces: chunks.length, error };
  }
  return { body: Buffer.concat(chunks), pieces: chunks.length };
}

function httpClient(): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    name: 'node:http',
    close: () => agent.destroy(),
    send: (url, { method, target, headers, body }, gaveUp) =>
      new Promise((resolve) => {
        const sent = httpRequest(url + target, { method, headers: { ...headers }, agent, signal: gaveUp });
        sent.on('error', (error) => resolve(failure(error, gaveUp, '')));
        sent.on('response', async (message) => {
          const { body: bytes, pieces, error } = await readBody(message);
          if (error) resolve(failure(error, gaveUp, bytes.toString()));
          else {
            const { statusCode: httpStatus = 0, headers: own } = message;
            resolve({ kind: 'answer', httpStatus, headers: own, body: bytes, pieces });
          }
        });
        sent.end(body);
      }),
  };
}

function undiciClient(): Client {
  const dispatcher = new UndiciAgent({ connections: 1 });
  return {
    name: 'undici',
    close: () => void dispatcher.destroy(),
    send: async (url, { method, target, headers, body }, signal) => {
      try {
        const answer = await undiciRequest(url + target, {
          method: method as 'POST',
          headers,
          body,
          dispatcher,
          signal,
        });
        const bytes = Buffer.from(await answer.body.arrayBuffer());
        return { kind: 'answer', httpStatus: answer.statusCode, headers: answer.headers, body: bytes, pieces: 0 };
      } catch (error) {
        return failure(error, signal, '');
      }
    },
  };
}

function fetchClient(): Client {
  return {
    name: 'fetch',
    close: () => {},
    send: async (url, { method, target, headers, body }, signal) => {
      try {
        const hasBody = body.length > 0;
        const answer = await fetch(url + target, { method, headers, signal, ...(hasBody ? { body } : {}) });
        const bytes = Buffer.from(await answer.arrayBuffer());
        const own = Object.fromEntries(answer.headers);
        return { kind: 'answer', httpStatus: answer.status, headers: own, body: bytes, pieces: 0 };
      } catch (error) {
        return failure(error, signal, '');
      }
    },
  };
}

type Answer = Extract<Seen, { kind: 'answer' }>;

/** What is expected of a fault. */
interface Expected {
  readonly move: string;
  readonly sees: Seen['kind'];
  /** How often the ledger has seen the id arrive: 0 when the request was never read to its end. */
  readonly arrived?: 0;
  readonly accepted: 0 | 1;
  /** Whether some of the answer arrives before the connection breaks. */
  readonly part?: true;
  readonly check?: (t: Test, answer: Answer, context: Checked) => void;
}

interface Checked {
  readonly natural: Answer;
  readonly startedMs: number;
  signature(answer: Answer): 'valid' | 'invalid' | 'none' | undefined;
}

const jsonOf = ({ body }: Answer) => JSON.parse(body.toString());
/** Undefined for a partner that does not sign. */
const isSigned = (t: Test, answer: Answer, { signature }: Checked, expected: 'valid' | 'invalid' | 'none') =>
  t.ok([undefined, expected].includes(signature(answer)), `the signature is ${expected}`);

const gateway =
  (status: number) =>
  (t: Test, { httpStatus, headers, body }: Answer) => {
    t.match({ httpStatus, type: headers['content-type'] }, { httpStatus: status, type: /^text\/html/ });
    t.match(body.toString(), new RegExp(`<h1>${status}`));
  };

/** A time as partners write it: in ISO 8601, seconds or milliseconds. */
function timeMs(text: string): number {
  if (/^\d{10}$/.test(text)) return 1000 * Number(text);
  return /^\d{13}$/.test(text) ? Number(text) : Date.parse(/^\d{4}-\d\d-\d\dT/.test(text) ? text : '');
}

const EXPECTED: readonly Expected[] = [
  {
    move: 'delay(120ms)',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      t.ok(performance.now() - context.startedMs >= 115, 'it comes late');
      isSigned(t, answer, context, 'valid');
    },
  },
  { move: 'delay(uniform,1ms,5ms)', sees: 'answer', accepted: 1 },
  { move: 'delay(lognormal,2ms,0.1)', sees: 'answer', accepted: 1 },
  {
    move: 'slow-answer(500B/s)',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      t.ok(answer.pieces !== 1, 'in several pieces');
      isSigned(t, answer, context, 'valid');
    },
  },
  { move: 'hang', sees: 'silence', accepted: 0 },
  { move: 'timeout-after-store', sees: 'silence', accepted: 1 },
  { move: 'reset-before-reading', sees: 'error', arrived: 0, accepted: 0 },
  { move: 'reset-during-upload(16B)', sees: 'error', arrived: 0, accepted: 0 },
  { move: 'reset-during-upload(64MiB)', sees: 'error', accepted: 0 },
  { move: 'reset-before-store', sees: 'error', accepted: 0 },
  { move: 'reset-after-store', sees: 'error', accepted: 1 },
  { move: 'close-mid-answer', sees: 'error', accepted: 1, part: true },
  {
    move: 'empty-answer',
    sees: 'answer',
    accepted: 1,
    check: (t, { httpStatus, body }, { natural }) =>
      t.same({ httpStatus, length: body.length }, { httpStatus: natural.httpStatus, length: 0 }),
  },
  {
    move: 'garbled-json',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      t.throws(() => jsonOf(answer));
      t.match(answer.headers['content-type'], /json/);
      isSigned(t, answer, context, 'valid');
    },
  },
  {
    move: 'wrong-content-type',
    sees: 'answer',
    accepted: 1,
    check: (t, { headers }) => t.notMatch(headers['content-type'], /json/),
  },
  { move: 'html-502', sees: 'answer', accepted: 1, check: gateway(502) },
  { move: 'html-503(after)', sees: 'answer', accepted: 1, check: gateway(503) },
  { move: 'html-503(before)', sees: 'answer', accepted: 0, check: gateway(503) },
  {
    move: 'html-503(after,1500ms)',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      gateway(503)(t, answer);
      t.equal(answer.headers['retry-after'], '2', 'in whole seconds');
      t.equal(context.natural.headers['retry-after'], undefined);
    },
  },
  { move: 'html-503(before,2s)', sees: 'answer', accepted: 0, check: gateway(503) },
  { move: 'html-504(before)', sees: 'answer', accepted: 0, check: gateway(504) },
  {
    move: 'extra-fields',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      const [usual, extra] = [jsonOf(context.natural), jsonOf(answer)];
      t.ok(Object.keys(usual).every((name) => Object.hasOwn(extra, name)));
      t.ok(Object.keys(extra).length > Object.keys(usual).length);
      isSigned(t, answer, context, 'valid');
    },
  },
  {
    move: 'unknown-code',
    sees: 'answer',
    accepted: 1,
    check: (t, answer) => t.match(answer.body.toString(), /987654|CODE_ADDED_LATER/),
  },
  { move: 'unknown-code(before)', sees: 'answer', accepted: 0 },
  { move: 'unsigned-success', sees: 'answer', accepted: 1, check: (t, answer, c) => isSigned(t, answer, c, 'none') },
  {
    move: 'wrong-answer-signature',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      isSigned(t, answer, context, 'invalid');
      t.equal(typeof jsonOf(answer), 'object');
    },
  },
  {
    move: 'stale-response-time',
    sees: 'answer',
    accepted: 1,
    check: (t, answer, context) => {
      isSigned(t, answer, context, 'valid');
      const isOld = (header: unknown) => {
        const agoMs = Date.now() - timeMs(String(header));
        return agoMs > 86_000_000 && agoMs < 90_000_000;
      };
      t.ok(Object.values(answer.headers).some(isOld), 'a header has the time of yesterday');
      t.notOk(Object.values(context.natural.headers).some(isOld));
    },
  },
];

/** Waits until the ledger has an entry. */
async function arrived(find: () => Promise<unknown>): Promise<void> {
  while (!(await find())) await new Promise(setImmediate);
}

/** A simulator with one operation of a partner, whose accepted request is sent by a client of its own. */
function bench(simulator: Simulator, composer: Composer, [first] = acceptedCases(composer)) {
  if (!first) throw new Error(`${composer.contract.name} has no accepted case`);
  let sent = 0;
  const ledgerOf = async (id: string): Promise<LedgerEntry | undefined> => (await simulator.ledger(id))[0];
  return {
    ledgerOf,
    /** Sends an accepted request with a move, and gives up once the ledger knows its id if `patient` is false. */
    send: async (client: Client, move?: string, patient = true) => {
      const id = `FAULT-${++sent}`;
      const gaveUp = new AbortController();
      let seen: Seen = { kind: 'silence' };
      let signature: Checked['signature'] = () => undefined;
      const stage = {
        ...stageOn(simulator, composer),
        id: () => id,
        send: async (message: RequestMessage) => {
          const pending = client.send(simulator.url, message, gaveUp.signal);
          if (!patient) {
            await arrived(() => ledgerOf(id));
            // an answer that is on its way would come before that of a later request
            await fetch(`${simulator.url}/_sparring/health`);
            gaveUp.abort();
          }
          seen = await pending;
          const { settings, credentials } = {
            settings: {},
            credentials: simulator.credentials[composer.contract.name],
          };
          const caller = { settings, credentials: credentials ?? {}, at: new Date() };
          signature = (answer) => composer.checkSignature?.(answer, message, caller);
          return seen.kind === 'answer' ? seen : { httpStatus: 0, headers: {}, body: Buffer.from('{}') };
        },
      };
      const { request } = mainExchange(first.accepted);
      const asked = move === undefined ? request : { ...request, move };
      await playCase(withRequest(first.accepted, asked), stage).catch((error: unknown) => {
        // a case cannot judge what is no answer; what the client saw is judged below
        if (seen.kind === 'silence' && patient) throw error;
      });
      return { id, seen: seen as Seen, signature };
    },
  };
}

/** How a client can end its side after a request. */
const ENDINGS = {
  /** As an aborted `fetch` does: the simulator sees no more than the end of the requests. */
  closes: (socket: Socket) => socket.destroySoon(),
  /** Sends no more, but reads on. */
  'half closes': (socket: Socket) => socket.end(),
  resets: async (socket: Socket, isKnown: AbortSignal) => {
    await once(isKnown, 'abort');
    socket.resetAndDestroy();
  },
} as const;

function endingClient(ending: keyof typeof ENDINGS): Client {
  return {
    name: ending,
    close: () => {},
    send: async (url, request, isKnown) => {
      const { socket, closed, text } = await openConnection(url);
      socket.write(wireBytes(request));
      await ENDINGS[ending](socket, isKnown);
      await closed;
      const [head = '', body = ''] = text().split('\r\n\r\n');
      if (head === '') return { kind: 'silence' };
      const httpStatus = Number(head.split(' ')[1]);
      return { kind: 'answer', httpStatus, headers: {}, body: Buffer.from(body), pieces: 0 };
    },
  };
}

const CLIENTS: readonly (() => Client)[] = [httpClient, undiciClient, fetchClient];

t.test('every fault has an expectation', (t) => {
  const named = new Set(EXPECTED.map(({ move }) => move.split('(')[0]));
  t.same(
    faults.map(({ name }) => name).filter((name) => !named.has(name)),
    [],
  );
  t.end();
});

for (const composer of composers) {
  const { name } = composer.contract;
  const signed = composer.checkSignature !== undefined;
  const scope = { codes: [], signsAnswers: signed, datesAnswers: composer.contract.datesAnswers === true };
  const offered = new Set(listMoves(scope).map((fault) => fault.name));
  const rows = EXPECTED.filter(({ move }) => offered.has(move.split('(')[0] ?? ''));

  for (const createClient of CLIENTS) {
    const client = createClient();
    t.test(`${name}: each fault as ${client.name} and the ledger see it, then a good request`, async (t) => {
      t.teardown(client.close);
      const simulator = await simulatorFor(t);
      const { send, ledgerOf } = bench(simulator, composer);
      const { seen: natural } = await send(client);
      if (natural.kind !== 'answer') throw new Error('the partner does not answer');
      for (const { move, sees, arrived = 1, accepted, part, check } of rows) {
        const startedMs = performance.now();
        const { id, seen, signature } = await send(client, move, sees !== 'silence');
        t.equal(seen.kind, sees, `${move}: ${JSON.stringify(seen).slice(0, 200)}`);
        if (seen.kind === 'answer') check?.(t, seen, { natural, startedMs, signature });
        if (seen.kind === 'error' && client.name === 'node:http') {
          t.equal(seen.received.length > 0, part === true, `${move}: whether some of the answer arrived`);
          t.ok(seen.received.length < natural.body.length);
        }
        const entry = (await ledgerOf(id)) ?? { arrived: 0, accepted: 0 };
        const answered = sees === 'answer';
        t.match(entry, { arrived, accepted, ...(arrived ? { last: { answered } } : {}) }, `${move}: the ledger`);
        const after = await send(client);
        t.match(after.seen, { kind: 'answer', httpStatus: natural.httpStatus }, `${move}: a good request afterwards`);
        t.match(await ledgerOf(after.id), { arrived: 1, accepted: 1, last: { answered: true } }, move);
      }
    });
  }

  t.test(`${name}: a fault for accepted requests leaves a natural refusal alone, and its rule unused`, async (t) => {
    const simulator = await simulatorFor(t);
    const found = readCases(name).find((one) => one.name === composer.typical.refused);
    if (!found) throw new Error(`${name} has no typical refusal`);
    const play = async () => (await playCase(found, stageOn(simulator, composer))).differences;
    for (const move of ['reset-after-store', 'timeout-after-store', 'html-503', 'unknown-code']) {
      const { id } = simulator.rules.add({ partner: name, move, times: 1 });
      t.same(await play(), [], move);
      t.match(simulator.rules.get(id), { hits: 0, remaining: 1 }, `${move}: unused`);
      simulator.rules.clear();
    }
    simulator.rules.add({ partner: name, move: 'reset-before-store', times: 1 });
    await t.rejects(play(), 'a fault that does not look at the request applies');
    t.same(await play(), [], 'once');
  });

  t.test(`${name}: an answer that a client did not wait for is not answered`, async (t) => {
    const simulator = await simulatorFor(t);
    const { send, ledgerOf } = bench(simulator, composer);
    const { seen: natural } = await send(endingClient('half closes'));
    if (natural.kind !== 'answer') throw new Error('the partner does not answer a client that half closes');
    const { httpStatus } = natural;
    const rows = [
      { move: 'delay(1s)', ending: 'closes', answered: false },
      { move: 'delay(10m)', ending: 'resets', answered: false },
      { move: 'delay(1s)', ending: 'half closes', answered: true },
      { move: 'slow-answer(1B/s)', ending: 'closes', answered: false },
      { move: 'slow-answer(1B/s)', ending: 'resets', answered: false },
      { move: 'slow-answer(5kB/s)', ending: 'half closes', answered: true },
      { move: 'empty-answer', ending: 'half closes', answered: true },
    ] as const;
    const play = async ({ move, ending, answered }: (typeof rows)[number]) => {
      const { id, seen } = await send(endingClient(ending), move, false);
      await arrived(async () => (await ledgerOf(id))?.last.answered === answered);
      const exchange = (await ledgerOf(id))?.last.exchange ?? '';
      t.equal((await simulator.journalEntry(exchange))?.answer?.delivered, answered, `${move}, ${ending}: the journal`);
      if (answered) t.match(seen, { kind: 'answer', httpStatus }, 'the client has it');
    };
    await Promise.all(rows.map(play));
  });

  t.test(`${name}: closing the simulator ends hanging, delayed and slow answers`, async (t) => {
    const simulator = await simulatorFor(t);
    const { send, ledgerOf } = bench(simulator, composer);
    const moves = ['hang', 'timeout-after-store', 'delay(10m)', 'slow-answer(1B/s)'];
    const clients = moves.map(() => httpClient());
    const pending = moves.map((move, index) => send(clients[index] as Client, move));
    for (const index of moves.keys()) await arrived(() => ledgerOf(`FAULT-${index + 1}`));
    await simulator.close();
    const seen = (await Promise.all(pending)).map(({ seen: { kind } }) => kind);
    t.same(seen, ['error', 'error', 'answer', 'error'], 'the delayed answer comes at once');
    for (const client of clients) client.close();
  });
}
