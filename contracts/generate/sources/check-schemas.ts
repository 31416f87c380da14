import { schemaErrors } from './compile-validators.js';
import { namesIn, type PartnerTree, parseSchema, partnersIn, type SchemaFile } from './partner-folders.js';

/** What is wrong with the schemas of one partner: a sentence each, which names the file and says what to do. */
type SchemaCheck = (schemas: readonly SchemaFile[]) => readonly string[];

const typeName = ({ name }: SchemaFile) => name.charAt(0).toUpperCase() + name.slice(1);

/** Titles become the names of types, and of components in OpenAPI. */
const titlesAreNames: SchemaCheck = (schemas) =>
  schemas
    .filter((one) => one.schema['title'] !== typeName(one))
    .map((one) => {
      const { title } = one.schema;
      const wrong = title === undefined ? 'no title' : `the title ${JSON.stringify(title)}`;
      return `${one.path} has ${wrong}; write "title": "${typeName(one)}", after the name of the file`;
    });

/** The schemas that share a value with an earlier one. */
function repeated(schemas: readonly SchemaFile[], keyOf: (one: SchemaFile) => unknown) {
  return schemas.flatMap((one, index) => {
    const first = schemas.findIndex((other) => keyOf(other) === keyOf(one));
    return first < index && keyOf(one) !== undefined ? [{ one, first: schemas[first]?.path ?? '' }] : [];
  });
}

const namesDiffer: SchemaCheck = (schemas) =>
  repeated(schemas, ({ name }) => name).map(
    ({ one, first }) => `${one.path} and ${first} both become the function ${one.name}; rename one of them`,
  );

const CHECKS: readonly SchemaCheck[] = [titlesAreNames, namesDiffer, schemaErrors];

function partnerProblems(tree: PartnerTree, partner: string): readonly string[] {
  const folder = `contracts/partners/${partner}/schema/`;
  const problems: string[] = [];
  const schemas = namesIn(tree, folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      try {
        return [parseSchema(folder + name, tree.get(folder + name) ?? '')];
      } catch (error) {
        problems.push((error as Error).message);
        return [];
      }
    });
  return [...problems, ...CHECKS.flatMap((check) => check(schemas))];
}

/** What is wrong with the schemas of all partners: a sentence each, which names the file and says what to do. */
export function schemaProblems(tree: PartnerTree): readonly string[] {
  return partnersIn(tree, 'contracts/partners/').flatMap((partner) => partnerProblems(tree, partner));
}
