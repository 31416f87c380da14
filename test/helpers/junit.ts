import { runPython } from './run.js';

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** A test case of a report as a CI server reads it. */
export interface ReadCase {
  readonly classname: string;
  readonly name: string;
  /** The child that says how it ended, if it did not pass. */
  readonly verdict: string | undefined;
  readonly message: string | undefined;
}

const COUNTED = { failures: 'failure', errors: 'error', skipped: 'skipped' } as const;

/** What the schema of JUnit reports requires of an element; throws for anything else. */
function checkElement({ tag, attributes, children }: Element, allowed: string, known: readonly string[]): void {
  if (tag !== allowed) throw new Error(`<${tag}> instead of <${allowed}>`);
  const foreign = Object.keys(attributes).filter((name) => !known.includes(name));
  if (foreign.length > 0) throw new Error(`<${tag}> has the attributes ${foreign.join(', ')}`);
  if (tag === 'testcase' && children.length > 1) throw new Error('a test case has two verdicts');
}

function readCase(element: Element): ReadCase {
  checkElement(element, 'testcase', ['classname', 'name', 'time']);
  const { classname = '', name = '', time = '' } = element.attributes;
  if (classname === '' || name === '' || !/^\d+\.\d{3}$/.test(time)) throw new Error(`an incomplete case: ${name}`);
  const [verdict] = element.children;
  if (verdict && !Object.values<string>(COUNTED).includes(verdict.tag)) throw new Error(`a verdict <${verdict.tag}>`);
  return { classname, name, verdict: verdict?.tag, message: verdict?.attributes['message'] };
}

/**
 * Reads a JUnit report with a parser of XML that is not ours; throws when it is not well-formed, or when its counts
 * are not those of its cases.
 */
export async function readJunit(xml: string): Promise<readonly ReadCase[]> {
  const suite = await runPython<Element>('read_junit.py', { xml });
  checkElement(suite, 'testsuite', ['name', 'tests', 'failures', 'errors', 'skipped', 'timestamp']);
  const cases = suite.children.map(readCase);
  const { attributes } = suite;
  if (Number(attributes['tests']) !== cases.length) throw new Error(`tests="${attributes['tests']}"`);
  for (const [attribute, tag] of Object.entries(COUNTED)) {
    const count = cases.filter(({ verdict }) => verdict === tag).length;
    if (Number(attributes[attribute]) !== count)
      throw new Error(`${attribute}="${attributes[attribute]}", not ${count}`);
  }
  const keys = cases.map(({ classname, name }) => `${classname} ${name}`);
  if (new Set(keys).size !== keys.length) throw new Error('two cases have one name');
  return cases;
}
