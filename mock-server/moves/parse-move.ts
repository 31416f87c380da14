import type { Fault, FaultArguments, FaultEffect } from './fault.js';
import { describeForm, describeForms, exampleOfForm, findForm, listOf, printFault } from './fault-form.js';
import { faults } from './faults/index.js';

/** What a partner or one of its operations offers as moves. */
export interface MoveScope {
  /** The codes that can be answered. */
  readonly codes: readonly string[];
  /** Whether the partner signs its answers; some faults need that. */
  readonly signsAnswers: boolean;
  /** Whether a signed answer says when it was signed; one fault needs that. */
  readonly datesAnswers: boolean;
}

/** A move that was asked for; `text` is how it is printed, and reads back as the same move. */
export type ParsedMove =
  | { readonly kind: 'answer'; readonly code: string; readonly text: string }
  | {
      readonly kind: 'fault';
      readonly fault: Fault;
      /** Durations in milliseconds, sizes in bytes, rates in bytes per second. */
      readonly args: FaultArguments;
      readonly effect: FaultEffect;
      readonly text: string;
    };

/** Why a text is not a move. */
export interface MoveProblem {
  readonly kind: 'unknown';
  /** What was asked for, at most 64 characters of it. */
  readonly asked: string;
  /** The fault whose arguments are wrong; absent when there is no such move. */
  readonly fault?: string;
  /** One sentence that ends with what is accepted. */
  readonly message: string;
  /** What is accepted: the forms of the fault, or every move. */
  readonly accepted: readonly string[];
}

/** One move that can be asked for, for documents and lists. */
export interface ListedMove {
  readonly kind: 'answer' | 'fault';
  readonly name: string;
  /** How it is written, for people: `delay(<duration>)`. */
  readonly forms: readonly string[];
  /** The same as texts that can be used as they are: `delay(2s)`. */
  readonly examples: readonly string[];
  readonly fault?: Fault;
}

const QUOTED_CHARACTERS = 64;

/** Quotes what somebody wrote; control characters are escaped. */
const quote = (text: string) => JSON.stringify(text.slice(0, QUOTED_CHARACTERS));

const sameName = (name: string) => {
  const lower = name.toLowerCase();
  return (other: string) => other.toLowerCase() === lower;
};

const faultsOf = ({ signsAnswers, datesAnswers }: MoveScope) =>
  faults.filter(
    ({ needsSignedAnswers, needsDatedAnswers }) =>
      (signsAnswers || !needsSignedAnswers) && (datesAnswers || !needsDatedAnswers),
  );

/** Splits `name(a, b)` into its name and arguments; without parentheses there are none. */
function split(text: string): { readonly name: string; readonly texts: readonly string[] } | undefined {
  const open = text.indexOf('(');
  if (open === -1) return { name: text, texts: [] };
  if (!text.endsWith(')')) return undefined;
  const inner = text.slice(open + 1, -1).trim();
  return { name: text.slice(0, open).trim(), texts: inner === '' ? [] : inner.split(',').map((part) => part.trim()) };
}

/**
 * Lists every move of a scope: its codes, each once, then the faults. A fault with the name of a code is listed too, because it
 * can be asked for with arguments.
 */
export function listMoves(scope: MoveScope): readonly ListedMove[] {
  return [
    ...[...new Set(scope.codes)].map(
      (code) => ({ kind: 'answer', name: code, forms: [code], examples: [code] }) as const,
    ),
    ...faultsOf(scope).map((fault) => ({
      kind: 'fault' as const,
      name: fault.name,
      forms: fault.forms.map((form) => describeForm(fault, form)),
      examples: fault.forms.map((form) => exampleOfForm(fault, form)),
      fault,
    })),
  ];
}

function unknownMove(text: string, scope: MoveScope): MoveProblem {
  const accepted = listMoves(scope).flatMap(({ forms }) => forms);
  return {
    kind: 'unknown',
    asked: text.slice(0, QUOTED_CHARACTERS),
    message: `${quote(text)} is not a move; the moves are ${listOf(accepted, 'and')}`,
    accepted,
  };
}

function wrongArguments(text: string, fault: Fault): MoveProblem {
  const accepted = fault.forms.map((form) => describeForm(fault, form));
  const message = `${quote(text)} must be written as ${describeForms(fault)}`;
  const asked = text.slice(0, QUOTED_CHARACTERS);
  return { kind: 'unknown', asked, fault: fault.name, message, accepted };
}

/**
 * Reads a move: a code in any case, or a fault with its arguments in parentheses. Without arguments, a code wins over
 * a fault of the same name. It never throws.
 * @example parseMove('delay(2s)', { codes: ['OK'], signsAnswers: false, datesAnswers: false })
 */
export function parseMove(text: string, scope: MoveScope): ParsedMove | MoveProblem {
  const trimmed = text.trim();
  const code = scope.codes.find(sameName(trimmed));
  if (code !== undefined) return { kind: 'answer', code, text: code };
  const parts = split(trimmed);
  const isNamed = sameName(parts?.name ?? trimmed.slice(0, trimmed.indexOf('(')).trim());
  const fault = faultsOf(scope).find(({ name }) => isNamed(name));
  if (!fault) return unknownMove(trimmed, scope);
  const read = parts && findForm(fault, parts.texts);
  if (!read) return wrongArguments(trimmed, fault);
  const { form, args } = read;
  return { kind: 'fault', fault, args, effect: form.effect(args), text: printFault(fault, read) };
}
