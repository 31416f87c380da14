import type { Operation } from './operation.js';

/** Where a request goes. */
export type Route =
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      /**
       * Path and query parameters, percent-decoded. When a query parameter is repeated, the first one counts; one with the
       * name of a path parameter is ignored.
       */
      readonly parameters: Readonly<Record<string, string>>;
    }
  | {
      /** The path exists, but not with this method. */
      readonly kind: 'unknown-method';
      readonly allowed: readonly string[];
    }
  | { readonly kind: 'unknown-path' };

/** Finds the operation for a method and a target (path with query). */
export type Router = (method: string, target: string) => Route;

interface Pattern {
  readonly operation: Operation;
  readonly names: readonly string[];
  /** The values of the names in a path that matches. */
  readonly match: (path: string) => readonly string[] | undefined;
}

/** How specific a path is. */
interface Rank {
  /** One digit per segment: 0 is literal, 1 is partly literal, 2 is a parameter. */
  readonly segments: string;
  readonly literalCharacters: number;
}

const PARAMETER = /\{(\w+)\}/g;

/** The names in a path template, in order. */
export function parameterNames(template: string): readonly string[] {
  return [...template.matchAll(PARAMETER)].map(([, name = '']) => name);
}

/** Malformed percent-encoding is left as is: refusing it is up to the partner. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function patternOf(operation: Operation): Pattern {
  const names = parameterNames(operation.path);
  // comparing a literal path costs a fraction of a regular expression
  if (names.length === 0) return { operation, names, match: (path) => (path === operation.path ? [] : undefined) };
  const literals = operation.path.split(PARAMETER).filter((_text, index) => index % 2 === 0);
  const source = literals.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('([^/]+)');
  const expression = new RegExp(`^${source}$`);
  return { operation, names, match: (path) => expression.exec(path)?.slice(1) };
}

function rankOf(template: string): Rank {
  const segments = template.split('/').map((segment) => {
    const literal = segment.replace(PARAMETER, '');
    if (literal === segment) return 0;
    return literal === '' ? 2 : 1;
  });
  return { segments: segments.join(''), literalCharacters: template.replace(PARAMETER, '').length };
}

/** Orders operations by their paths alone, so that the order in which a partner lists them does not matter. */
function bySpecificity({ path: left }: Operation, { path: right }: Operation): number {
  const [a, b] = [rankOf(left), rankOf(right)];
  if (a.segments !== b.segments) return a.segments < b.segments ? -1 : 1;
  return b.literalCharacters - a.literalCharacters || (left < right ? -1 : Number(left > right));
}

function queryParameters(query: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  // URLSearchParams drops one leading question mark, which would otherwise be the first character of a name
  for (const [name, value] of new URLSearchParams(`?${query}`)) if (!found.has(name)) found.set(name, value);
  return Object.fromEntries(found);
}

/** Operations that declare no parameters skip this work. */
function parametersOf({ operation, names }: Pattern, values: readonly string[], query: string): Record<string, string> {
  if (!operation.checkParameters) return {};
  const inPath = names.map((name, index) => [name, decode(values[index] ?? '')] as const);
  return { ...queryParameters(query), ...Object.fromEntries(inPath) };
}

function splitTarget(target: string): readonly [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/**
 * Creates a router for operations. When several paths match a request, they are compared segment by segment, from the
 * left: a literal segment precedes one that is partly literal, such as `{id}.pdf`, and that precedes a parameter. So
 * `/a/b/{y}` precedes `/a/{x}/c`. A path without the method is passed over.
 * @example createRouter(contract.operations)('GET', '/v2/documents/7?full=1')
 */
export function createRouter(operations: readonly Operation[]): Router {
  const patterns = [...operations].sort(bySpecificity).map(patternOf);
  return (method, target) => {
    const [path, query] = splitTarget(target);
    const allowed: string[] = [];
    for (const pattern of patterns) {
      const values = pattern.match(path);
      if (!values) continue;
      const { operation } = pattern;
      if (operation.methods.includes(method)) {
        return { kind: 'operation', operation, parameters: parametersOf(pattern, values, query) };
      }
      allowed.push(...operation.methods);
    }
    return allowed.length > 0 ? { kind: 'unknown-method', allowed: [...new Set(allowed)] } : { kind: 'unknown-path' };
  };
}

/**
 * Fills in a path template; parameters that it does not contain become the query.
 * @throws RangeError when a parameter of the template is missing.
 * @example fillPath('/documents/{id}', { id: 'a b', full: '1' }) // '/documents/a%20b?full=1'
 */
export function fillPath(template: string, parameters: Readonly<Record<string, string>> = {}): string {
  const inPath = parameterNames(template);
  const path = template.replace(PARAMETER, (_all, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new RangeError(`the path ${template} needs the parameter ${name}`);
    return encodeURIComponent(value);
  });
  const query = Object.entries(parameters).filter(([name]) => !inPath.includes(name));
  const pairs = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}
