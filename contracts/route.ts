import type { Operation } from './operation.js';

/** Where a request goes. */
export type Route =
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      /** Path and query parameters, percent-decoded. When a query parameter is repeated, the first one counts. */
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

function queryParameters(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) if (!Object.hasOwn(found, name)) found[name] = value;
  return found;
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
 * Creates a router for operations. A literal path takes precedence over a template that also matches.
 * @example createRouter(contract.operations)('GET', '/v2/documents/7?full=1')
 */
export function createRouter(operations: readonly Operation[]): Router {
  const patterns = operations.map(patternOf).sort((a, b) => a.names.length - b.names.length);
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
    return allowed.length > 0 ? { kind: 'unknown-method', allowed } : { kind: 'unknown-path' };
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
