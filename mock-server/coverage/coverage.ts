import { type CatalogueEntry, entryOf } from '@sparring/contracts';
import { type SimulatedPartner, signsAnswers } from '../core/partner.js';
import { listMoves } from '../moves/parse-move.js';
import type { AnswerCount } from '../state/tally.js';
import { type Share, shareOf } from './share.js';

/** How often a code was answered. */
export interface CodeCoverage {
  readonly code: string;
  readonly class: CatalogueEntry['class'];
  /** Because of the request itself. */
  readonly natural: number;
  /** Because a move asked for it. */
  readonly byMove: number;
  /** While a fault applied, which may have hidden it from the client; this does not make it a covered code. */
  readonly underFault: number;
}

/** How often a fault applied, whatever its arguments. */
export interface FaultCoverage {
  readonly fault: string;
  readonly count: number;
}

/** What was exercised of one operation. */
export interface OperationCoverage {
  readonly partner: string;
  readonly operation: string;
  /** Every code of the operation, in the order of the contract. */
  readonly codes: readonly CodeCoverage[];
  /** Every fault that the operation can have. */
  readonly faults: readonly FaultCoverage[];
}

/** Answers to requests whose method and path belong to no operation. */
export interface StrayAnswers {
  readonly partner: string;
  readonly code: string;
  readonly count: number;
}

/** Which codes and faults of which operations were exercised, and which never. */
export interface Coverage {
  /** How many of the codes were answered at least once. */
  readonly codes: Share;
  /** How many of the faults applied at least once. */
  readonly faults: Share;
  readonly operations: readonly OperationCoverage[];
  /** They cover no operation. */
  readonly withoutOperation: readonly StrayAnswers[];
}

/** Whether a code was answered as the partner answers it. */
export const isCovered = ({ natural, byMove }: CodeCoverage): boolean => natural + byMove > 0;

/** Whether a fault applied. */
export const isApplied = ({ count }: FaultCoverage): boolean => count > 0;

const sum = (counts: readonly AnswerCount[]) => counts.reduce((total, { count }) => total + count, 0);

function ofOperations(partner: SimulatedPartner, counts: readonly AnswerCount[]): readonly OperationCoverage[] {
  const { name, operations, catalogue, datesAnswers } = partner.contract;
  return operations.map(({ name: operation, outcomes }) => {
    const own = counts.filter((one) => one.partner === name && one.operation === operation);
    const codes = [...new Set(outcomes.map(({ code }) => code))];
    const times = (code: string, cause: AnswerCount['cause']) =>
      sum(own.filter((one) => one.code === code && one.cause === cause));
    const moves = listMoves({
      codes,
      signsAnswers: signsAnswers(partner),
      datesAnswers: datesAnswers === true,
    });
    return {
      partner: name,
      operation,
      codes: codes.map((code) => ({
        code,
        class: entryOf(catalogue, code).class,
        natural: times(code, 'natural'),
        byMove: times(code, 'move'),
        underFault: times(code, 'fault'),
      })),
      faults: moves
        .filter(({ kind }) => kind === 'fault')
        .map(({ name: fault }) => ({ fault, count: sum(own.filter((one) => one.fault === fault)) })),
    };
  });
}

/** Adds up what operations have in common. */
function totalOf(operations: readonly OperationCoverage[], withoutOperation: readonly StrayAnswers[]): Coverage {
  return {
    codes: shareOf(
      operations.flatMap(({ codes }) => codes),
      isCovered,
    ),
    faults: shareOf(
      operations.flatMap(({ faults }) => faults),
      isApplied,
    ),
    operations,
    withoutOperation,
  };
}

/** The coverage that the counted answers make of all operations of the partners. */
export function coverageOf(partners: readonly SimulatedPartner[], counts: readonly AnswerCount[]): Coverage {
  const stray = counts.filter(({ operation }) => operation === null);
  const codes = new Map(stray.map(({ partner, code }) => [`${partner}\n${code}`, { partner, code }]));
  const strayAnswers = [...codes.values()].map(({ partner, code }) => ({
    partner,
    code,
    count: sum(stray.filter((one) => one.partner === partner && one.code === code)),
  }));
  return totalOf(
    partners.flatMap((partner) => ofOperations(partner, counts)),
    strayAnswers,
  );
}

/** The part of a coverage that concerns one partner; everything when none is named. */
export function coverageOfPartner(coverage: Coverage, partner: string | undefined): Coverage {
  if (partner === undefined) return coverage;
  const isOwn = (one: { readonly partner: string }) => one.partner === partner;
  return totalOf(coverage.operations.filter(isOwn), coverage.withoutOperation.filter(isOwn));
}
