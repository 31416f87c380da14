import type { BlockReport } from './blocks.js';
import type { Footprint } from './footprint.js';
import type { BurstReport, SoakReport } from './memory.js';
import type { StartReport } from './start-time.js';
import type { LoadReport } from './throughput.js';

/** Answers per second with rules that nothing matches, as a part of those without rules. */
export interface RuleReport {
  readonly load: string;
  readonly one: number;
  readonly most: number;
  readonly mostCount: number;
}

/** Everything the benchmark found. */
export interface BenchReport {
  readonly node: string;
  readonly processors: number;
  readonly quick: boolean;
  readonly loads: readonly LoadReport[];
  readonly rules?: RuleReport;
  readonly blocks: BlockReport;
  readonly start: StartReport;
  readonly bursts: readonly BurstReport[];
  readonly soak: SoakReport;
  /** Left out of a quick run, which installs nothing. */
  readonly footprint?: Footprint;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const verdict = (met: boolean) => (met ? 'met' : 'MISSED');

/** A load's rounds, one a line. */
export function loadText(report: LoadReport): string {
  const { load, connections, against, target, rounds, medianRatios, medianCpuRatios } = report;
  const line = (round: LoadReport['rounds'][number]) =>
    Object.values(round)
      .map((one) => `${one.answersPerSecond.toFixed(0).padStart(6)}/s p99 ${one.p99Ms.toFixed(1).padStart(6)} ms`)
      .join('   ');
  const ratios = Object.entries(medianRatios).map(([server, ratio]) => {
    const text = `  of the ${server}: ${ratio.toFixed(2)}, by processor time ${medianCpuRatios[server]?.toFixed(2)}`;
    return server === against ? `${text}; at least ${target}: ${verdict(ratio >= target)}` : text;
  });
  const servers = Object.keys(rounds[0] ?? {}).join(', ');
  return [
    `${load}, ${connections} connections (${servers})`,
    ...rounds.map((round) => `  ${line(round)}`),
    ...ratios,
  ].join('\n');
}

export function ruleText({ load, one, most, mostCount }: RuleReport): string {
  const met = most >= 0.5;
  return [
    `Rules that nothing matches, ${load}, of the simulator without rules`,
    `  one: ${one.toFixed(2)}`,
    `  ${mostCount.toLocaleString('en-US')}: ${most.toFixed(2)}; at least 0.5: ${verdict(met)}`,
  ].join('\n');
}

export function blockText({ requests, plainMs, targetMs }: BlockReport): string {
  const worst = Math.max(...requests.map(({ beyondMs }) => beyondMs));
  return [
    `Longest pause of the process by one request, beyond a plain one of its size (${plainMs.toFixed(0)} ms)`,
    ...requests.map(({ name, beyondMs }) => `  ${name}: ${beyondMs.toFixed(0)} ms`),
    `  at most ${targetMs} ms: ${verdict(worst <= targetMs)}`,
  ].join('\n');
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
