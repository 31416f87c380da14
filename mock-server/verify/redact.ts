import { answerJson, decodeAnswer } from '@sparring/cases';
import type { AnswerMessage, PartnerContract } from '@sparring/contracts';

/** The fields of an answer, flattened: codes and texts as they are, of everything else only the format. */
export type ComparedFields = Readonly<Record<string, string>>;

const CHARACTER_KINDS: readonly (readonly [string, RegExp])[] = [
  ['0-9', /[0-9]/],
  ['a-f', /[a-f]/],
  ['g-z', /[g-z]/],
  ['A-Z', /[A-Z]/],
];

/** The format of a string: its length and the kinds of characters in it, never the string itself. */
function formatOf(text: string): string {
  const kinds = CHARACTER_KINDS.flatMap(([name, kind]) => (kind.test(text) ? [name] : []));
  const others = [...new Set(text.replace(/[0-9A-Za-z]/g, ''))].sort().slice(0, 8);
  return `${text.length} character${text.length === 1 ? '' : 's'} of ${[...kinds, ...others].join(' ')}`;
}

function writtenValue(value: unknown): string {
  return typeof value === 'string' ? formatOf(value) : (JSON.stringify(value) ?? 'nothing');
}

/** The headers that the contract names; others, such as `server`, depend on the software in front of a partner. */
function headerFields({ answerHeaders }: PartnerContract, headers: AnswerMessage['headers']): ComparedFields {
  const type = headers['content-type'];
  const named = Object.keys(answerHeaders).map((name) => name.toLowerCase());
  const present = named.filter((name) => headers[name] !== undefined).sort();
  return {
    ...(type === undefined ? {} : { 'header content-type': String(type) }),
    ...Object.fromEntries(present.map((name) => [`header ${name}`, 'present'])),
  };
}

/**
 * Reduces an answer to what can be compared between targets and saved without secrets or ids: HTTP status, the headers
 * that the contract names, code, class, text and the fields of the body.
 */
export function redact(contract: PartnerContract, answer: AnswerMessage): ComparedFields {
  const { httpStatus, headers, body } = answer;
  const fields = { httpStatus: String(httpStatus), ...headerFields(contract, headers) };
  const decoded = decodeAnswer(contract, answer);
  if (!decoded) {
    const isJson = answerJson(answer) !== undefined;
    return { ...fields, body: isJson ? "not the partner's envelope" : `not JSON, ${body.length} bytes` };
  }
  const data = Object.entries(decoded.data).map(([name, value]) => [`body.${name}`, writtenValue(value)]);
  return { ...fields, code: decoded.code, class: decoded.class, text: decoded.text, ...Object.fromEntries(data) };
}
