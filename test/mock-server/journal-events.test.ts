import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createControl, type JournalEntry } from 'sparring';
import t, { type Test } from 'tap';
import { EventSource, type MessageEvent } from 'undici';
import { createJournalEvents } from '#simulator/control/journal-events.js';
import type { Lanes } from '#simulator/lanes/lanes.js';
import { createFeed } from '#simulator/state/feed.js';
import { ask } from '../helpers/control.js';
import { cutter } from '../helpers/cutter.js';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';

const photo = specimen('face.jpg');

/** Uploads; returns the id of the answer. */
async function uploadOf(simulator: Pick<AnySimulator, 'url' | 'credentials'>, requestNo: string, type = 'face') {
  const answer = await upload(simulator as never, { parts: uploadParts(photo, 'face.jpg', type, requestNo) });
  return String(answer.headers['x-sparring-id']);
}

/** A client that reads byte by byte, and knows nothing of events. */
function rawWatcher(t: Test, url: string, target = '/_sparring/journal/events', headers: readonly string[] = []) {
  const { hostname, port, host } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.write([`GET ${target} HTTP/1.1`, `host: ${host}`, ...headers, '', ''].join('\r\n'));
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  return {
    socket,
    text: () => text,
    /** Resolves when what came matches. */
    until: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          if (!pattern.test(text)) return;
          socket.off('data', look).off('end', fail);
          resolve(text);
        };
        const fail = () => reject(new Error(`the stream ended without ${pattern}: ${text}`));
        socket.on('data', look).once('end', fail);
        look();
      }),
    /** Forgets what came so far. */
    forget: () => {
      text = '';
    },
    /** Resolves with everything, at the end of the stream. */
    end: async () => {
      if (!socket.readableEnded) await once(socket, 'end');
      return text;
    },
  };
}

/** The entries in a stream. */
const entriesIn = (text: string): readonly JournalEntry[] =>
  [...text.matchAll(/^id: (\d+)\nevent: entry\ndata: (.*)$/gm)].map(([, id, data = '']) => {
    const entry = JSON.parse(data);
    if (String(entry.number) !== id) throw new Error(`the id ${id} is not the number of ${data}`);
    return entry;
  });

const numbersIn = (text: string) => entriesIn(text).map(({ number }) => number);

/** The head of a stream is written before it says where it begins. */
const BEGUN = /retry: 1000\nid: \d+\n\n/;

t.test('a stream sends each new entry as lists show it', async (t) => {
  const simulator = await simulatorFor(t);
  await uploadOf(simulator, 'BEFORE');
  const watcher = rawWatcher(t, simulator.url);
  await watcher.until(BEGUN);
  const id = await uploadOf(simulator, 'R-1');
  const text = await watcher.until(/R-1"[^\n]*\n\n/);
  t.match(text, /^HTTP\/1\.1 200 OK\r\n/);
  t.match(text, /content-type: text\/event-stream; charset=utf-8\r\n/i);
  t.match(text, /cache-control: no-store\r\n/i);
  const { json } = await ask(simulator.url, '/journal?limit=1');
  t.equal(json.entries[0].id, id);
  t.same(entriesIn(text), json.entries, 'and nothing from before');
});

t.test('a stream continues after the last entry that was seen, also one of an earlier run', async (t) => {
  const simulator = await simulatorFor(t);
  for (const id of ['R-1', 'R-2', 'R-3']) await uploadOf(simulator, id);
  const seen = async (target: string, headers: readonly string[] = []) => {
    const watcher = rawWatcher(t, simulator.url, target, headers);
    return numbersIn(await watcher.until(/id: 3\nevent/));
  };
  t.same(await seen('/_sparring/journal/events', ['last-event-id: 1']), [2, 3]);
  t.same(await seen('/_sparring/journal/events?after=0'), [1, 2, 3]);
  t.same(await seen('/_sparring/journal/events?after=0', ['last-event-id: 2']), [3], 'the browser knows better');
  t.same(await seen('/_sparring/journal/events', ['last-event-id: 900']), [1, 2, 3], 'this run has no 900');
});

t.test('a browser gets the entries of one lane that its filter names', async (t) => {
  const simulator = await simulatorFor(t);
  const lane = await simulator.createLane({ name: 'qa' });
  const source = new EventSource(`${simulator.url}/_sparring/journal/events?lane=qa&code=4007`);
  t.teardown(() => source.close());
  await once(source as never, 'open');
  const got = once(source as never, 'entry') as Promise<[MessageEvent]>;
  await uploadOf(simulator, 'R-1', 'amlReport');
  const theirs = { ...simulator, credentials: lane.credentials };
  await uploadOf(theirs, 'R-2');
  const id = await uploadOf(theirs, 'R-3', 'amlReport');
  const [{ data, lastEventId }] = await got;
  t.match(JSON.parse(data), { id, lane: 'qa', code: '4007', number: 3 });
  t.equal(lastEventId, '3');
});

t.test('what cannot be watched is refused like any other call', async (t) => {
  const { url } = await simulatorFor(t);
  const rows = [
    ['lane=x', 404, 'unknown-lane'],
    ['code=NOPE', 400, 'invalid-parameter'],
    ['since=2026-01-01T00:00:00Z', 400, 'unknown-parameter'],
    ['after=x', 400, 'invalid-parameter'],
  ] as const;
  for (const [query, status, code] of rows) {
    t.match(await ask(url, `/journal/events?${query}`), { status, json: { error: { code } } }, query);
  }
  for (let index = 0; index < 32; index++) await rawWatcher(t, url).until(BEGUN);
  const answer = await ask(url, '/journal/events');
  t.match(answer, { status: 429, json: { error: { code: 'too-many', message: /32 already watch/ } } });
});

t.test('a simulator that closes tells its watchers, and waits for none of them', async (t) => {
  const simulator = await simulatorFor(t);
  const watcher = rawWatcher(t, simulator.url);
  const source = new EventSource(`${simulator.url}/_sparring/journal/events`);
  t.teardown(() => source.close());
  await Promise.all([watcher.until(BEGUN), once(source as never, 'open')]);
  const told = once(source as never, 'closing');
  await simulator.close();
  await told;
  const text = await watcher.end();
  t.match(
    text,
    /event: closing\ndata: \{"reason":"the simulator closes"\}\n\n\r\n0\r\n\r\n$/,
    'the stream is complete',
  );
});

t.test('the limit of a whole exchange does not end a stream', async (t) => {
  const simulator = await simulatorFor(t, { timeLimits: { exchangeMs: 200 } });
  const watcher = rawWatcher(t, simulator.url);
  await watcher.until(BEGUN);
  const hanging = upload(simulator as never, {
    parts: uploadParts(photo, 'face.jpg', 'face', 'R-1'),
    headers: { 'x-sparring-move': 'hang' },
  });
  await t.rejects(hanging, 'an exchange that began later has reached its limit');
  await uploadOf(simulator, 'R-2');
  t.same(numbersIn(await watcher.until(/R-2"[^\n]*\n\n/)), [1, 2]);
});

t.test('the client follows the journal over interruptions, until the simulator closes', async (t) => {
  const simulator = await simulatorFor(t);
  const { url, cut } = await cutter(t, simulator.url);
  const followed = createControl(url).followJournal({ partner: 'prepaidify' })[Symbol.asyncIterator]();
  const first = followed.next();
  // there is no telling when it has begun to watch
  let sent = 0;
  const sending = setInterval(() => {
    uploadOf(simulator, `R-${sent++}`).catch(() => {});
  }, 20);
  const got: number[] = [(await first).value?.number ?? 0];
  for (let index = 0; index < 3; index++) {
    cut();
    const afterwards = await uploadOf(simulator, `CUT-${index}`);
    for (let id = ''; id !== afterwards; ) {
      const { value } = await followed.next();
      id = value?.id ?? afterwards;
      got.push(value?.number ?? 0);
    }
  }
  clearInterval(sending);
  const from = got[0] ?? 0;
  t.same(
    got,
    Array.from(got, (_, index) => from + index),
    'each entry once, and in order',
  );
  const closed = simulator.close();
  for (let result = await followed.next(); !result.done; result = await followed.next());
  await closed;
  t.pass('it ends with the simulator');
});

t.test('the client follows one lane, until a signal ends it', async (t) => {
  const { url } = await simulatorFor(t);
  const stop = new AbortController();
  const control = createControl(url);
  const stopped = control.followJournal({}, stop.signal)[Symbol.asyncIterator]().next();
  stop.abort();
  t.match(await stopped, { done: true });
  const ofLane = createControl(url, { lane: 'none' }).followJournal()[Symbol.asyncIterator]();
  await t.rejects(ofLane.next(), { name: 'ControlError', code: 'unknown-lane' });
  const nobody = createControl('http://127.0.0.1:1').followJournal()[Symbol.asyncIterator]();
  await t.rejects(nobody.next(), { name: 'ControlError', code: 'unreachable' });
});

/** The events of a made-up simulator, over a real socket. */
async function eventsServer(t: Test, limits: { heartbeatMs?: number; maxWaitingBytes?: number }) {
  const feed = createFeed<JournalEntry>();
  const closing = new AbortController();
  const lanes = { watch: feed.watch, journal: async () => [] } as unknown as Lanes;
  const events = createJournalEvents({ lanes, closing: closing.signal, ...limits });
  const server = createServer((_request, response) => events.watch({ filter: {} })(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    closing.abort();
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, feed };
}

t.test('a stream without news gives signs of life', async (t) => {
  const { url } = await eventsServer(t, { heartbeatMs: 5 });
  t.match(await rawWatcher(t, url).until(/: nothing new\n\n/), BEGUN);
});

t.test('a watcher that does not read is dropped, learns it, and delays nobody', async (t) => {
  const { url, feed } = await eventsServer(t, { maxWaitingBytes: 64 * 1024 });
  const slow = rawWatcher(t, url);
  const quick = rawWatcher(t, url);
  await Promise.all([slow.until(BEGUN), quick.until(BEGUN)]);
  slow.socket.pause();
  const publish = (number: number) =>
    feed.publish({ id: `e${number}`, number, at: new Date(0).toISOString(), reason: 'x'.repeat(32_000) } as never);
  // more than all buffers between the two ends hold
  const last = 500;
  for (let number = 1; number <= last; number++) {
    publish(number);
    await quick.until(new RegExp(`id: ${number}\\nevent: entry\\n[^\\n]*\\n\\n`));
    quick.forget();
  }
  slow.socket.resume();
  const text = await slow.end();
  const told = /event: dropped\ndata: \{"reason":"you read more slowly than requests arrive","after":(\d+)\}/.exec(
    text,
  );
  const numbers = numbersIn(text);
  t.equal(numbers.at(-1), Number(told?.[1]), 'it knows where to continue');
  t.ok(numbers.length < last, `after ${numbers.length} of ${last}`);
});
