import type { Footprint } from './footprint.js';
import type { BurstReport, SoakReport } from './memory.js';
import type { StartReport } from './start-time.js';
import type { LoadReport } from './throughput.js';

/** Everything the benchmark found. */
export interface BenchReport {
  readonly node: string;
  readonly processors: number;
  readonly quick: boolean;
  readonly loads: readonly LoadReport[];
  /** The uploads by fastify and its multipart parser alone. */
  readonly parser: readonly LoadReport[];
  readonly start: StartReport;
  readonly bursts: readonly BurstReport[];
  readonly soak: SoakReport;
  /** Left out of a quick run, which installs nothing. */
  readonly footprint?: Footprint;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const verdict = (met: boolean) => (met ? 'met' : 'MISSED');

/** A load's rounds, one a line. */
export function loadText({ load, connections, rounds, medianRatio, medianCpuRatio, target }: LoadReport): string {
  const line = ({ simulator, floor, ratio }: LoadReport['rounds'][number]) =>
    [simulator, floor]
      .map((one) => `${one.answersPerSecond.toFixed(0).padStart(6)}/s p99 ${one.p99Ms.toFixed(1).padStart(6)} ms`)
      .concat(ratio.toFixed(2))
      .join('   ');
  return [
    `${load}, ${connections} connections (simulator, floor, ratio)`,
    ...rounds.map((round) => `  ${line(round)}`),
    `  median ratio ${medianRatio.toFixed(2)}, by processor time ${medianCpuRatio.toFixed(2)}; at least ${target}: ${verdict(medianRatio >= target)}`,
  ].join('\n');
}

export function parserText({ load, medianRatio, medianCpuRatio }: LoadReport): string {
  const ratios = `median ratio ${medianRatio.toFixed(2)}, by processor time ${medianCpuRatio.toFixed(2)}`;
  return `${load}, fastify and @fastify/multipart alone, without any of our work: ${ratios}`;
}

export function startText({ pairs, simulatorMs, fastifyMs, medianRatio, target, idleBytes }: StartReport): string {
  return [
    `Start to the first answer, ${pairs} pairs: simulator ${simulatorMs.toFixed(0)} ms, bare fastify ${fastifyMs.toFixed(0)} ms,`,
    `  median ratio ${medianRatio.toFixed(2)}; at most ${target}: ${verdict(medianRatio <= target)}`,
    `Idle memory ${mib(idleBytes)}; under 90 MB: ${verdict(idleBytes < 90e6)}`,
  ].join('\n');
}

export function burstText({ load, concurrent, idleBytes, peakBytes, afterBytes, allowedBytes }: BurstReport): string {
  return [
    `${concurrent} at once of ${load}: idle ${mib(idleBytes)}`,
    `  peaks above idle ${peakBytes.map(mib).join(', ')}; at most ${mib(allowedBytes)}: ${verdict(Math.max(...peakBytes) <= allowedBytes)}`,
    `  afterwards above idle ${afterBytes.map(mib).join(', ')}`,
  ].join('\n');
}

export function soakText({ bounded, bytesPerUpload, bytesPerAttachment }: SoakReport): string {
  return [
    'Soak with 100 records a store and 100 journal entries, after forced collections:',
    ...bounded.map(
      (point) =>
        `  ${String(point.answers).padStart(7)} uploads: heap ${mib(point.heapBytes)}, external ${mib(point.externalBytes)}, resident ${mib(point.residentBytes)}`,
    ),
    `A stored record: ${bytesPerUpload.toFixed(0)} bytes an upload, ${bytesPerAttachment.toFixed(0)} bytes an attachment`,
  ].join('\n');
}

export function footprintText({ packages, bytes }: Footprint): string {
  const met = packages < 80 && bytes < 30e6;
  return `Installed: ${packages} packages, ${mib(bytes)}; under 80 and 30 MB: ${verdict(met)}`;
}
