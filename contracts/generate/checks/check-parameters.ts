import { type Operation, parameterNames } from '@sparring/contracts';
import { contractFile, operationFile, type PartnerCheck, type PartnerData } from './partner-data.js';

/** The schema files that an operation names, each with the name of the property. */
const namedSchemas = ({ schema, outcomes }: Operation): readonly string[] => [
  ...new Set([...Object.values(schema), ...outcomes.flatMap(({ schema: file }) => file ?? [])]),
];

const schemasExist: PartnerCheck = (data) =>
  data.contract.operations.flatMap((operation) =>
    namedSchemas(operation)
      .filter((file) => !data.schemas.some((schema) => schema.file === file))
      .map((file) => {
        const wanted = contractFile(data, `schema/${file}.json`);
        return `${operationFile(data, operation)} names the schema ${file}, but there is no ${wanted}; add it`;
      }),
  );

/** Without a check, a router reads no parameters, and a body is accepted as it is. */
const schemasAreChecked: PartnerCheck = (data) =>
  data.contract.operations.flatMap((operation) => {
    const pairs = [
      { schema: 'parameters', file: operation.schema.parameters, check: 'checkParameters' },
      { schema: 'request', file: operation.schema.request, check: 'checkRequest' },
    ] as const;
    return pairs
      .filter(({ file, check }) => (file === undefined) !== (operation[check] === undefined))
      .map(({ schema, file, check }) => {
        const [present, absent] = file === undefined ? [check, `schema.${schema}`] : [`schema.${schema}`, check];
        return `${operationFile(data, operation)} has ${present} but no ${absent}; add it`;
      });
  });

interface Parameters {
  readonly path: string;
  readonly properties: readonly string[];
  readonly required: readonly string[];
}

function parametersOf({ schemas }: PartnerData, { schema }: Operation): Parameters | undefined {
  const found = schemas.find(({ file }) => file === schema.parameters);
  const { properties = {}, required = [] } = (found?.schema ?? {}) as {
    properties?: object;
    required?: readonly string[];
  };
  return found && { path: found.path, properties: Object.keys(properties), required };
}

function problemsOf(data: PartnerData, operation: Operation): readonly string[] {
  const file = operationFile(data, operation);
  const [inPath, inQuery] = [parameterNames(operation.path), operation.query ?? []];
  if (operation.schema.parameters === undefined) {
    return [...inPath, ...inQuery].map((name) => `${file} has the parameter ${name} but no schema.parameters; add one`);
  }
  const parameters = parametersOf(data, operation);
  if (!parameters) return []; // reported as a missing schema
  const { path, properties, required } = parameters;
  return [
    ...[...inPath.map((name) => `{${name}} in its path`), ...inQuery.map((name) => `${name} in its query`)]
      .filter((where) => !properties.includes(/\w+/.exec(where)?.[0] ?? ''))
      .map((where) => `${file} has ${where}, which is not a property of ${path}; add it there`),
    ...inPath
      .filter((name) => properties.includes(name) && !required.includes(name))
      .map((name) => `${path} does not require ${name}, which is in the path of ${operation.name}; add it to required`),
    ...inQuery
      .filter((name) => inPath.includes(name))
      .map((name) => `${file} has ${name} in its path and in its query; remove it from query`),
  ];
}

const parametersAreDescribed: PartnerCheck = (data) =>
  data.contract.operations.flatMap((operation) => problemsOf(data, operation));

/** Checks of what an operation says about schemas and parameters. */
export const parameterChecks: readonly PartnerCheck[] = [schemasExist, schemasAreChecked, parametersAreDescribed];
