import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AllCredentials } from 'sparring';
import { type Child, residentBytes } from './child.js';
import { drive } from './drive.js';
import type { Load } from './loads.js';

const CONCURRENT = 64;
const ALLOWED_FACTOR = 1.5;

/** What many large requests at once cost a simulator. */
export interface BurstReport {
  readonly load: string;
  readonly concurrent: number;
  readonly idleBytes: number;
  /** Above idle, of each burst. */
  readonly peakBytes: readonly number[];
  /** Above idle, after each burst and a few small requests. */
  readonly afterBytes: readonly number[];
  readonly allowedBytes: number;
}

/** Sends bursts of requests that are all under way at once, and watches the memory of the process. */
export async function measureBurst(
  { pid, url }: Child,
  load: Load,
  small: Load,
  credentials: AllCredentials,
  bursts: number,
): Promise<BurstReport> {
  const { success } = load;
  const idleBytes = residentBytes(pid);
  const peakBytes: number[] = [];
  const afterBytes: number[] = [];
  let bodyBytes = 0;
  for (let burst = 0; burst < bursts; burst++) {
    const requests = load.write(credentials, CONCURRENT);
    bodyBytes = requests[0]?.reduce((sum, piece) => sum + piece.length, 0) ?? 0;
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentBytes(pid));
    }, 5);
    await drive({ url, requests, connections: CONCURRENT, success, maxMs: 60_000 });
    clearInterval(timer);
    peakBytes.push(peak - idleBytes);
    // what is no longer needed is only collected when something new is asked for
    const calm = small.write(credentials, 2_000);
    await drive({ url, requests: calm, connections: 4, success: small.success, maxMs: 60_000 });
    afterBytes.push(residentBytes(pid) - idleBytes);
  }
  const allowedBytes = CONCURRENT * bodyBytes * ALLOWED_FACTOR;
  return { load: load.name, concurrent: CONCURRENT, idleBytes, peakBytes, afterBytes, allowedBytes };
}

interface SoakPoint {
  readonly answers: number;
  /** Alive after a forced collection. */
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly residentBytes: number;
}

export interface SoakReport {
  /** Small limits that are full at the first point: nothing may grow. */
  readonly bounded: readonly SoakPoint[];
  readonly bytesPerUpload: number;
  readonly bytesPerAttachment: number;
}

export interface SoakPlan {
  readonly ms: number;
  readonly uploads: number;
  readonly attachments: number;
  /** Requests between two looks at the clock; the first look is after two, when small stores are full. */
  readonly batch: number;
}

function bytesPerRecord(points: readonly SoakPoint[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || first === last) return Number.NaN;
  return (last.heapBytes - first.heapBytes) / (last.answers - first.answers);
}

/** Runs the soak in a process whose garbage can be collected on demand. */
export async function measureSoak({ ms, uploads, attachments, batch }: SoakPlan): Promise<SoakReport> {
  const script = new URL('soak.js', import.meta.url).pathname;
  const args = ['--expose-gc', script, ...[ms, uploads, attachments, batch].map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { bounded, uploadsKept, attachmentsKept } = JSON.parse(stdout) as Record<string, SoakPoint[]>;
  return {
    bounded: bounded ?? [],
    bytesPerUpload: bytesPerRecord(uploadsKept ?? []),
    bytesPerAttachment: bytesPerRecord(attachmentsKept ?? []),
  };
}
