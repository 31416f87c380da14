/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** Empty values are not signed: null, '', [] and {}. */
function isEmpty(value: Json): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Array items are sorted: integers, floats, strings, then arrays and objects in their original order. */
function rank(value: Json): number {
  if (typeof value === 'string') return 2;
  if (typeof value === 'object') return 3;
  return typeof value === 'number' && !Number.isInteger(value) ? 1 : 0;
}

function compare(left: Json, right: Json): number {
  const order = rank(left) - rank(right);
  if (order !== 0 || rank(left) === 3) return order;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  return Number(left) - Number(right);
}

/** Removes empty values and sorts, recursively. */
function ordered(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(ordered).sort(compare);
  const names = Object.keys(value).sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const inner = value[name];
      return inner === undefined || isEmpty(inner) ? [] : [[name, ordered(inner)]];
    }),
  );
}

/**
 * A JSON body in the form that is signed: sorted, without empty values, compact; `''` when nothing is left.
 * Source: https://prepaidify.gitbook.io/docs/kyc-sharing-api/signature-description
 * @example canonicalJson({ b: 1, a: '', c: ['x', 2] }) // '{"b":1,"c":[2,"x"]}'
 */
export function canonicalJson(body: Json): string {
  const sorted = ordered(body);
  return isEmpty(sorted) ? '' : JSON.stringify(sorted);
}
