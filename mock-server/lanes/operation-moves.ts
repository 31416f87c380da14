import { type Catalogue, entryOf, renderText, textFields } from '@sparring/contracts';
import { type SimulatedPartner, signsAnswers } from '../core/partner.js';
import { takesDocuments } from '../files/document-rules.js';
import { type ListedMove, listMoves } from '../moves/parse-move.js';
import type { RuleScope } from '../moves/rules/rule.js';
import type { Lane, LanePartner } from './lane.js';

/** A move that can be asked for. */
export interface DescribedMove {
  readonly kind: 'answer' | 'fault';
  readonly name: string;
  /** How it is written, for people: `delay(<duration>)`. */
  readonly forms: readonly string[];
  /** The same as texts that can be used as they are: `delay(2s)`. */
  readonly examples: readonly string[];
  /** What the client gets. */
  readonly client: string;
  /** What the partner has stored afterwards. */
  readonly stored: string;
  /** What a good client does. */
  readonly clientAction: string;
}

/** A format of documents that an operation takes. */
export interface TakenDocument {
  /** For example `jpg`. */
  readonly format: string;
  /** The fields with which a document of this format is accepted. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The moves of one operation. */
export interface OperationMoves {
  readonly partner: string;
  readonly operation: string;
  /** The fields of its body that are texts, and its parameters, which rules can name. */
  readonly fields: readonly string[];
  /** The formats of the documents that it takes, which can ask for a move; empty when it takes none. */
  readonly documents: readonly TakenDocument[];
  readonly moves: readonly DescribedMove[];
}

/** Every operation of a partner as rules see it. */
export function ruleScopes(partner: SimulatedPartner): readonly RuleScope[] {
  const { name, operations, datesAnswers } = partner.contract;
  return operations.map((operation) => ({
    partner: name,
    operation: operation.name,
    fields: textFields(operation),
    codes: operation.outcomes.map(({ code }) => code),
    signsAnswers: signsAnswers(partner),
    datesAnswers: datesAnswers === true,
  }));
}

function describe(catalogue: Catalogue, { kind, name, forms, examples, fault }: ListedMove): DescribedMove {
  if (fault) {
    const { client, stored, clientAction } = fault;
    return { kind, name, forms, examples, client, stored, clientAction };
  }
  const entry = entryOf(catalogue, name);
  const { class: outcome, clientAction } = entry;
  return {
    kind,
    name,
    forms,
    examples,
    client: `${outcome}: ${renderText(entry, entry.moveSubject)}`,
    stored: outcome === 'success' ? 'As usual.' : 'Nothing.',
    clientAction,
  };
}

function documentsOf({ module }: LanePartner, operation: string): readonly TakenDocument[] {
  const rules = takesDocuments(module) ? module.documents[operation] : undefined;
  return (rules?.formats ?? []).map(({ extension, fields }) => ({ format: extension, fields }));
}

/** Every move that can be asked for in a lane, by operation. */
export function movesOf({ partners }: Lane): readonly OperationMoves[] {
  return [...partners.values()].flatMap((ofLane) => {
    const { partner } = ofLane;
    return ruleScopes(partner).map((scope) => ({
      partner: scope.partner,
      operation: scope.operation,
      fields: scope.fields,
      documents: documentsOf(ofLane, scope.operation),
      moves: listMoves(scope).map((move) => describe(partner.contract.catalogue, move)),
    }));
  });
}
