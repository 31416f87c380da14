import { type ActiveRule, byStrength } from './active-rule.js';
import { MAX_TEXT_CHARACTERS } from './rule-fields.js';

/** Reads a field of the body or a parameter of a request. */
export type ReadField = (name: string) => string | undefined;

/** Rules that name the same fields, by the values of these fields; each list is in order of strength. */
interface Shape {
  readonly names: readonly string[];
  readonly byValues: Map<string, ActiveRule[]>;
}

/** The rules of one operation; lists are in order of strength. */
export interface IndexedRules {
  /** Without fields, so they can be asked before the body is read. */
  readonly early: ActiveRule[];
  /** With fields. */
  readonly late: ActiveRule[];
  readonly shapes: Map<string, Shape>;
}

/** Rules by operation and by the values of their fields, so that a request meets only those that match it. */
export interface RuleIndex {
  add(rule: ActiveRule): void;
  remove(rule: ActiveRule): void;
  clear(): void;
  /** The rules of an operation, if there are any. */
  of(partner: string, operation: string): IndexedRules | undefined;
}

/** The position of the first rule that is not stronger than this one. */
export function positionOf(list: readonly ActiveRule[], rule: ActiveRule): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = list[middle];
    if (found && byStrength(found, rule) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function removeFrom(list: ActiveRule[] | undefined, rule: ActiveRule): void {
  const position = list ? positionOf(list, rule) : -1;
  if (list?.[position] === rule) list.splice(position, 1);
}

const addTo = (list: ActiveRule[], rule: ActiveRule) => list.splice(positionOf(list, rule), 0, rule);

function addLate({ late, shapes }: IndexedRules, rule: ActiveRule, fields: Readonly<Record<string, string>>): void {
  addTo(late, rule);
  const names = Object.keys(fields).sort();
  const key = JSON.stringify(names);
  const shape = shapes.get(key) ?? { names, byValues: new Map<string, ActiveRule[]>() };
  shapes.set(key, shape);
  const values = JSON.stringify(names.map((name) => fields[name]));
  const list = shape.byValues.get(values) ?? [];
  shape.byValues.set(values, list);
  addTo(list, rule);
}

function removeLate({ late, shapes }: IndexedRules, rule: ActiveRule, fields: Readonly<Record<string, string>>): void {
  removeFrom(late, rule);
  const names = Object.keys(fields).sort();
  const key = JSON.stringify(names);
  const shape = shapes.get(key);
  const values = JSON.stringify(names.map((name) => fields[name]));
  const list = shape?.byValues.get(values);
  removeFrom(list, rule);
  if (list?.length === 0) shape?.byValues.delete(values);
  if (shape?.byValues.size === 0) shapes.delete(key);
}

/** The lists of rules whose fields all have the values of a request, one lookup for each set of field names. */
export function matchingLists({ shapes }: IndexedRules, read: ReadField): readonly ActiveRule[][] {
  const lists: ActiveRule[][] = [];
  for (const { names, byValues } of shapes.values()) {
    const values = names.map(read);
    // a document can be a field, and is longer than any rule
    if (values.some((value) => value === undefined || value.length > MAX_TEXT_CHARACTERS)) continue;
    const list = byValues.get(JSON.stringify(values));
    if (list) lists.push(list);
  }
  return lists;
}

const keyOf = (partner: string, operation: string) => `${partner} ${operation}`;

/** Creates an empty index. */
export function createRuleIndex(): RuleIndex {
  const operations = new Map<string, IndexedRules>();
  return {
    add: (rule) => {
      const { scopes, input } = rule.checked;
      for (const { partner, operation } of scopes) {
        const key = keyOf(partner, operation);
        const rules = operations.get(key) ?? { early: [], late: [], shapes: new Map<string, Shape>() };
        operations.set(key, rules);
        if (input.fields) addLate(rules, rule, input.fields);
        else addTo(rules.early, rule);
      }
    },
    remove: (rule) => {
      const { scopes, input } = rule.checked;
      for (const { partner, operation } of scopes) {
        const rules = operations.get(keyOf(partner, operation));
        if (!rules) continue;
        if (input.fields) removeLate(rules, rule, input.fields);
        else removeFrom(rules.early, rule);
        if (rules.early.length + rules.late.length === 0) operations.delete(keyOf(partner, operation));
      }
    },
    clear: () => operations.clear(),
    of: (partner, operation) => (operations.size === 0 ? undefined : operations.get(keyOf(partner, operation))),
  };
}
