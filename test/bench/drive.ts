import { connect, type Socket } from 'node:net';

/** A request as it goes on the wire; large pieces are shared between requests. */
export type Pieces = readonly Buffer[];

export interface Drive {
  readonly url: string;
  /** Sent in this order, each once. */
  readonly requests: readonly Pieces[];
  readonly connections: number;
  /** What every answer's body must hold. */
  readonly success: string;
  /** Ends the drive early; what was answered by then counts. */
  readonly maxMs: number;
}

export interface Driven {
  readonly answers: number;
  readonly tookMs: number;
  readonly answersPerSecond: number;
  readonly p99Ms: number;
}

const HEAD_END = '\r\n\r\n';

/** Collects one answer; returns it when it is whole. */
function answerReader(): (chunk: Buffer) => string | undefined {
  let text = '';
  return (chunk) => {
    text += chunk.toString('utf8');
    const at = text.indexOf(HEAD_END);
    const [, length] = at < 0 ? [] : (/\r\ncontent-length: (\d+)/i.exec(text) ?? []);
    if (length === undefined || Buffer.byteLength(text) < at + HEAD_END.length + Number(length)) return undefined;
    const whole = text;
    text = '';
    return whole;
  };
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/**
 * Keeps every connection busy with one request at a time. Plain sockets and bodies made beforehand: an
 * HTTP client would spend more time on a request than the server that is to be measured. An answer that
 * is no success ends the benchmark: a figure for refusals would be worthless.
 */
export async function drive({ url, requests, connections, success, maxMs }: Drive): Promise<Driven> {
  const { hostname, port } = new URL(url);
  const took: number[] = [];
  let next = 0;
  const startedMs = performance.now();
  const work = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      const read = answerReader();
      let sentMs = 0;
      const send = () => {
        const pieces = requests[next];
        if (!pieces || performance.now() - startedMs > maxMs) return void socket.end(resolve);
        next++;
        sentMs = performance.now();
        socket.cork();
        for (const piece of pieces) socket.write(piece);
        socket.uncork();
      };
      socket.on('data', (chunk) => {
        const answer = read(chunk);
        if (answer === undefined) return;
        took.push(performance.now() - sentMs);
        if (answer.startsWith('HTTP/1.1 200 ') && answer.includes(success)) send();
        else reject(new Error(`no success while measuring: ${answer.slice(0, 2000)}`));
      });
      socket.once('error', reject).once('connect', send);
      socket.once('close', () => reject(new Error('the server closed a connection while measuring')));
    });
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay(true));
  try {
    await Promise.all(sockets.map(work));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const tookMs = performance.now() - startedMs;
  return {
    answers: took.length,
    tookMs,
    answersPerSecond: (took.length * 1000) / tookMs,
    p99Ms: percentile(took, 0.99),
  };
}
