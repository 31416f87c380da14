import type { Check, Violation } from './partner.js';

/** The part of Ajv's error object that is used here. */
interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A validation function as Ajv writes it (`contracts/generated/<partner>/validate.ts`). */
export interface CompiledSchema {
  (body: unknown): boolean;
  errors?: readonly AjvError[] | null;
}

function toViolation({ instancePath, keyword, message, params }: AjvError): Violation {
  // these two keywords report the field separately from the path
  const named = params['missingProperty'] ?? params['additionalProperty'];
  const path = named === undefined ? instancePath : `${instancePath}/${String(named)}`;
  const allowed = params['allowedValues'];
  const detail = Array.isArray(allowed) ? `${message}: ${allowed.join(', ')}` : (message ?? 'is invalid');
  const limit = allowed ?? params['limit'] ?? params['pattern'] ?? params['type'];
  return { field: path.split('/')[1] ?? '', path, keyword, message: detail, ...(limit === undefined ? {} : { limit }) };
}

/**
 * Creates a check from a schema that Ajv compiled at build time. Compiling at startup would take longer than
 * everything else that happens there.
 */
export function checkWith(compiled: CompiledSchema): Check {
  return (body) => (compiled(body) ? [] : (compiled.errors ?? []).map(toViolation));
}
