import { type Operation, parameterNames } from '@sparring/contracts';
import { operationFile, type PartnerCheck, type PartnerData } from './partner-data.js';

interface Property {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface Described {
  readonly path: string;
  readonly properties: Readonly<Record<string, Property>>;
}

/** A schema whose properties can be read; others, such as those made of references, are up to the cases. */
function describedBy({ schemas }: PartnerData, file: string | undefined): Described | undefined {
  const found = schemas.find((schema) => schema.file === file);
  const { properties } = (found?.schema ?? {}) as Partial<Described>;
  return found && properties && { path: found.path, properties };
}

/** Whether values can be strings; a schema that does not say so by itself counts as one. */
function takesText({ type, enum: values, const: value }: Property): boolean {
  if (type !== undefined) return [type].flat().includes('string');
  const known = values ?? (value === undefined ? [] : [value]);
  return known.length === 0 || known.some((one) => typeof one === 'string');
}

function fieldProblems(data: PartnerData, operation: Operation): readonly string[] {
  const request = describedBy(data, operation.schema.request);
  if (!request) return [];
  return operation.requestFields
    .filter((name) => !Object.hasOwn(request.properties, name))
    .map(
      (name) =>
        `${operationFile(data, operation)} has ${name} in requestFields, which is not a property of ${request.path}; add it there, or correct it`,
    );
}

const parametersOf = ({ path, query = [] }: Operation) => [...parameterNames(path), ...query];

/** What an operation names by a text of the request, and where else than in the body that can be. */
const NAMED = [
  ['businessId', parametersOf],
  ['distinguishedBy', () => []],
] as const satisfies readonly (readonly [keyof Operation, (operation: Operation) => readonly string[]])[];

function namedProblems(data: PartnerData, operation: Operation): readonly string[] {
  const { requestFields, schema } = operation;
  const file = operationFile(data, operation);
  const request = describedBy(data, schema.request);
  return NAMED.flatMap(([what, elsewhere]) => {
    const { [what]: name } = operation;
    if (name === undefined || elsewhere(operation).includes(name)) return [];
    const property = request?.properties[name];
    if (property && !takesText(property))
      return [`${file} has the ${what} ${name}, which is not a string in ${request.path}; name another field`];
    if (property || (!request && requestFields.includes(name))) return [];
    return [
      `${file} has the ${what} ${name}, which is ${what === 'businessId' ? 'no parameter and ' : ''}no field of the request; correct it`,
    ];
  });
}

/** A property of a schema of parameters that no operation with this schema reads. */
function queryProblems(data: PartnerData, operation: Operation): readonly string[] {
  const { parameters: file } = operation.schema;
  const described = describedBy(data, file);
  const sharing = data.contract.operations.filter(({ schema }) => schema.parameters === file);
  if (!described || sharing[0] !== operation) return [];
  // an invalid template is reported as such
  if (sharing.some(({ path }) => /[{}]/.test(path.replace(/\{\w+\}/g, '')))) return [];
  const read = sharing.flatMap(({ path, query = [] }) => [...parameterNames(path), ...query]);
  return Object.keys(described.properties)
    .filter((name) => !read.includes(name))
    .map(
      (name) =>
        `${described.path} has ${name}, which is neither in the path nor in the query of ${operation.name}; add it to query in ${operationFile(data, operation)}, or remove it`,
    );
}

const CHECKS = [fieldProblems, namedProblems, queryProblems];

/** Checks of the names of fields and parameters that an operation lists. */
export const fieldChecks: readonly PartnerCheck[] = CHECKS.map(
  (check) => (data: PartnerData) => data.contract.operations.flatMap((operation) => check(data, operation)),
);
