import type { BodyField, Operation, RequestMessage } from '@sparring/contracts';
import { resolveBytes, resolveJson, resolveText, type ValueContext } from './case-value.js';
import { changeHeaders, type DraftBody, type HeaderChanges, type RequestDraft, writeBody } from './compose.js';
import type { Field, Headers, Request, Tamper } from './generated/types.js';

type BodySource = Pick<Request, 'fields' | 'parts' | 'body'>;

function bodyField(name: string, field: Field, context: ValueContext): BodyField {
  if (typeof field === 'object' && '$json' in field) return { name, json: resolveJson(field.$json, context) };
  if (typeof field !== 'object' || !('filename' in field)) return { name, content: resolveBytes(field, context) };
  return { name, ...field, content: resolveBytes(field.content, context) };
}

function bodyOf({ fields = {}, parts, body }: BodySource, context: ValueContext): DraftBody {
  if (body !== undefined) return { bytes: resolveBytes(body, context) };
  if (parts) return { fields: parts.map((part) => ({ ...part, content: resolveBytes(part.content, context) })) };
  return { fields: Object.entries(fields).map(([name, field]) => bodyField(name, field, context)) };
}

function changesOf(headers: Headers = {}, context: ValueContext): HeaderChanges {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null ? null : resolveText(value, context)]),
  );
}

function hasBody({ fields, parts, body }: BodySource): boolean {
  return fields !== undefined || parts !== undefined || body !== undefined;
}

/** Applies the tampering that a case describes; `$header` refers to the headers of the finished message. */
function tamperer(
  tamper: Tamper,
  operation: Operation,
  context: ValueContext,
): (message: RequestMessage) => RequestMessage {
  return (message) => {
    const changes = changesOf(tamper.headers, { ...context, headers: message.headers });
    return {
      method: tamper.method ?? message.method,
      target: tamper.target ?? message.target,
      headers: changeHeaders(message.headers, changes),
      body: hasBody(tamper) ? writeBody(operation, bodyOf(tamper, context)).bytes : message.body,
    };
  };
}

function textsOf(values: NonNullable<Request['parameters']>, context: ValueContext): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, resolveText(value, context)]));
}

/** Converts the request of a case into a draft that can be composed. */
export function draftRequest(request: Request, operation: Operation, context: ValueContext): RequestDraft {
  const { method, target, parameters, headers, move, tamper } = request;
  return {
    operation,
    body: bodyOf(request, context),
    headers: { ...changesOf(headers, context), ...(move === undefined ? {} : { 'x-sparring-move': move }) },
    ...(method === undefined ? {} : { method }),
    ...(target === undefined ? {} : { target }),
    ...(parameters === undefined ? {} : { parameters: textsOf(parameters, context) }),
    ...(tamper === undefined ? {} : { tamper: tamperer(tamper, operation, context) }),
  };
}
