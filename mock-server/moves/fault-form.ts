import type { Fault, FaultArguments, FaultForm, FaultParameter } from './fault.js';
import { describeQuantity, printQuantity, readQuantity } from './quantity.js';

/** A form with its arguments; those that were left out have their defaults. */
export interface ReadForm {
  readonly form: FaultForm;
  readonly args: FaultArguments;
}

function readArgument({ kind, words = [] }: FaultParameter, text: string): number | string | undefined {
  if (kind !== 'word') return readQuantity(text, kind);
  return words.find((word) => word === text.toLowerCase());
}

function readForm({ parameters }: FaultForm, texts: readonly string[]): FaultArguments | undefined {
  if (texts.length > parameters.length) return undefined;
  const args: (number | string)[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const text = texts[index] ?? parameter.default;
    const value = text === undefined ? undefined : readArgument(parameter, text);
    if (value === undefined) return undefined;
    args.push(value);
  }
  return args;
}

/** Finds the first form of a fault that fits the arguments, which are trimmed; `undefined` when none does. */
export function findForm({ forms }: Fault, texts: readonly string[]): ReadForm | undefined {
  for (const form of forms) {
    const args = readForm(form, texts);
    if (args) return { form, args };
  }
  return undefined;
}

const written = (name: string, texts: readonly string[]) => (texts.length === 0 ? name : `${name}(${texts.join(',')})`);

/** Prints a fault with its arguments in a way that reads back as the same, for example `delay(2s)`. */
export function printFault({ name }: Fault, { form, args }: ReadForm): string {
  const texts = form.parameters.map(({ kind }, index) =>
    kind === 'word' ? String(args[index]) : printQuantity(Number(args[index]), kind),
  );
  return written(name, texts);
}

const placeholder = ({ kind, name, words = [] }: FaultParameter) => (kind === 'word' ? words.join('|') : `<${name}>`);

/** Describes a form for people: `delay(<duration>)`, or `slow-answer[(<rate>)]` where the arguments have defaults. */
export function describeForm({ name }: Fault, { parameters }: FaultForm): string {
  const texts = parameters.map(placeholder);
  const optional = parameters.length > 0 && parameters.every((parameter) => parameter.default !== undefined);
  return optional ? `${name}[(${texts.join(',')})]` : written(name, texts);
}

/** A concrete move of a form, for example `delay(2s)`. */
export function exampleOfForm({ name }: Fault, { parameters }: FaultForm): string {
  return written(
    name,
    parameters.map(({ example }) => example),
  );
}

/** Joins items as a sentence does: `a, b or c`. */
export function listOf(items: readonly string[], conjunction: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** Says in one clause how a fault is written, with the bounds of its arguments. */
export function describeForms(fault: Fault): string {
  const kinds = new Set(fault.forms.flatMap(({ parameters }) => parameters.map(({ kind }) => kind)));
  const bounds = [...kinds].flatMap((kind) => (kind === 'word' ? [] : [describeQuantity(kind)]));
  const forms = listOf(
    fault.forms.map((form) => describeForm(fault, form)),
    'or',
  );
  return bounds.length === 0 ? forms : `${forms}, where ${listOf(bounds, 'and')}`;
}
