import type { Operation, Part } from '@sparring/contracts';
import type { DraftBody, RequestDraft, Spoiling } from './compose.js';
import { needsSignature, resolveBytes, resolveText, type ValueContext } from './example-value.js';
import type { Field, Headers, Request, Spoil } from './generated/types.js';

function jsonField(field: Field, context: ValueContext): unknown {
  if (typeof field === 'object' && '$json' in field) return field.$json;
  if (typeof field === 'object' && 'filename' in field) throw new TypeError('a JSON body has no file parts');
  return resolveText(field, context);
}

function part(name: string, field: Field, context: ValueContext): Part {
  if (typeof field === 'object' && '$json' in field) throw new TypeError('a multipart body has no $json');
  if (typeof field !== 'object' || !('filename' in field)) return { name, content: resolveBytes(field, context) };
  return { name, ...field, content: resolveBytes(field.content, context) };
}

function bodyOf({ fields = {}, parts, body }: Request, operation: Operation, context: ValueContext): DraftBody {
  if (body !== undefined) return { kind: 'bytes', bytes: resolveBytes(body, context) };
  if (parts) {
    return { kind: 'parts', parts: parts.map((one) => ({ ...one, content: resolveBytes(one.content, context) })) };
  }
  const entries = Object.entries(fields);
  if (operation.codec === 'multipart') {
    return { kind: 'parts', parts: entries.map(([name, field]) => part(name, field, context)) };
  }
  return {
    kind: 'json',
    fields: Object.fromEntries(entries.map(([name, field]) => [name, jsonField(field, context)])),
  };
}

function changesOf(headers: Headers, context: ValueContext, withSignature: boolean): Record<string, string | null> {
  const entries = Object.entries(headers).filter(
    ([, value]) => (value !== null && needsSignature(value)) === withSignature,
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null ? null : resolveText(value, context)]),
  );
}

function spoiling({ key, headers, body, fields, ...line }: Spoil, context: ValueContext): Spoiling {
  return {
    ...line,
    foreignKey: key === 'foreign',
    ...(headers ? { headers: changesOf(headers, context, false) } : {}),
    ...(body === undefined ? {} : { body: resolveBytes(body, context) }),
    ...(fields ? { textParts: fields } : {}),
  };
}

/** Turns the request of an example into a draft that can be composed. */
export function draftExample(request: Request, operation: Operation, context: ValueContext): RequestDraft {
  const { method, target, headers = {}, move, spoil } = request;
  return {
    operation,
    body: bodyOf(request, operation, context),
    ...(method === undefined ? {} : { method }),
    ...(target === undefined ? {} : { target }),
    headers: { ...changesOf(headers, context, false), ...(move === undefined ? {} : { 'x-sparring-move': move }) },
    ...(spoil ? { spoil: spoiling(spoil, context) } : {}),
    signatureHeaders: (signature) => changesOf(headers, { ...context, signature }, true),
  };
}
