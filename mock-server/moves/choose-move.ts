import type { IncomingHttpHeaders } from 'node:http';
import { UserError } from '../core/user-error.js';
import { readDocumentMove } from './document-move.js';
import { type MoveProblem, type MoveScope, type ParsedMove, parseMove } from './parse-move.js';
import type { RuleSearch } from './rules/rule-search.js';
import { explainUnusedValue, valueMove } from './triggers/value.js';

/** The ways to ask for a move, strongest first. */
export const MOVE_SOURCES = ['rule', 'header', 'value', 'file'] as const;

/** A way to ask for a move. */
export type MoveSource = (typeof MOVE_SOURCES)[number];

/**
 * Validates which ways of requesting a move are enabled.
 * @throws UserError that lists the ways.
 */
export function checkMoveSources(names: readonly string[]): ReadonlySet<MoveSource> {
  const unknown = names.find((name) => !(MOVE_SOURCES as readonly string[]).includes(name));
  if (unknown === undefined) return new Set(names as readonly MoveSource[]);
  const message = `a move cannot be requested by ${unknown}; the ways are ${MOVE_SOURCES.join(', ')}`;
  throw new UserError(message, 'moves');
}

/** The move of a request and what asked for it. */
export interface ChosenMove {
  readonly by: MoveSource;
  readonly ruleId?: string;
  /** `undefined` when a rule asks for the natural outcome. */
  readonly move: ParsedMove | undefined;
}

/** The parts of a request that can ask for a move once the body has been decoded. */
export interface MoveRequest {
  /** The text of a parameter or of a field of the body. */
  field(name: string): string | undefined;
  readonly businessId: string | undefined;
  documentHead(): Buffer | undefined;
}

/** Finds the move of one request, in two steps, because some ways to ask need the body. */
export interface MoveChooser {
  /** What the header asks for, if that is not a move. */
  readonly problem: MoveProblem | undefined;
  /** Asks what does not need the body: the strongest rules and the header. */
  beforeBody(): ChosenMove | undefined;
  /** Asks the rest; returns the same as `beforeBody` if that found a move. */
  withBody(request: MoveRequest): ChosenMove | undefined;
  /** Why an id or a document that seems to ask for a move asks for none; for the journal. */
  readonly note: string | undefined;
  /** Corrects what rules have counted, once the request is judged. */
  settle(refused: boolean, moveUsed: boolean): void;
}

/** What a chooser needs. */
export interface ChooserInput {
  readonly scope: MoveScope;
  readonly headers: IncomingHttpHeaders;
  readonly honored: ReadonlySet<MoveSource>;
  /** Starts the search for a rule; absent when no rule can apply. */
  readonly search: RuleSearch | undefined;
}

/** The header that asks for a move. */
export const MOVE_HEADER = 'x-sparring-move';

const read = (text: string | undefined, scope: MoveScope) => (text === undefined ? undefined : parseMove(text, scope));

/** What an id or a document asks for; a text that is not a move asks for nothing. */
type Weak = { readonly chosen?: ChosenMove; readonly note?: string | undefined };

function byValue(id: string, scope: MoveScope): Weak {
  const move = read(valueMove(id, scope), scope);
  if (move && move.kind !== 'unknown') return { chosen: { by: 'value', move } };
  return { note: explainUnusedValue(id, scope) };
}

function byFile(head: Buffer | undefined, scope: MoveScope): Weak {
  const move = read(head && readDocumentMove(head), scope);
  if (!move) return {};
  return move.kind === 'unknown' ? { note: `in the document, ${move.message}` } : { chosen: { by: 'file', move } };
}

function ruleMove(hit: ReturnType<RuleSearch['beforeBody']>, scope: MoveScope): ChosenMove | undefined {
  if (!hit) return undefined;
  const move = read(hit.move ?? undefined, scope);
  return { by: 'rule', ruleId: hit.ruleId, move: move?.kind === 'unknown' ? undefined : move };
}

/** Starts to look for the move of a request. */
export function chooseMove({ scope, headers, honored, search }: ChooserInput): MoveChooser {
  const header = honored.has('header') ? headers[MOVE_HEADER] : undefined;
  const asked = read(typeof header === 'string' ? header.trim() : undefined, scope);
  const byHeader: ChosenMove | undefined =
    asked && asked.kind !== 'unknown' ? { by: 'header', move: asked } : undefined;
  let found: ChosenMove | undefined;
  let note: string | undefined;
  const take = (weak: Weak) => {
    found = weak.chosen;
    note ??= weak.note;
  };
  return {
    problem: asked?.kind === 'unknown' ? asked : undefined,
    beforeBody: () => {
      found = ruleMove(search?.beforeBody(), scope);
      // a rule that needs the body may still be stronger than the header
      if (!search?.open) found ??= byHeader;
      return found;
    },
    withBody: ({ field, businessId, documentHead }) => {
      found ??= ruleMove(search?.withBody(field), scope) ?? byHeader;
      if (!found && businessId !== undefined && honored.has('value')) take(byValue(businessId, scope));
      if (!found && honored.has('file')) take(byFile(documentHead(), scope));
      return found;
    },
    get note() {
      return note;
    },
    settle: (refused, moveUsed) => search?.settle(refused, moveUsed),
  };
}
