import { schemaErrors } from './compile-validators.js';
import { namesIn, type PartnerTree, parseSchema, partnersIn, type SchemaFile } from './partner-folders.js';

/** Titles become the names of types, and of components in OpenAPI. */
const TITLE = /^[A-Z][A-Za-z0-9]*$/;

/** What is wrong with the schemas of one partner: a sentence each, which names the file and says what to do. */
type SchemaCheck = (schemas: readonly SchemaFile[]) => readonly string[];

const titlesAreNames: SchemaCheck = (schemas) =>
  schemas
    .filter(({ schema: { title } }) => typeof title !== 'string' || !TITLE.test(title))
    .map(({ path, name, schema: { title } }) => {
      const wanted = name[0]?.toUpperCase() + name.slice(1);
      return `${path} has ${title === undefined ? 'no title' : 'a title that is not a name'}; add "title": "${wanted}"`;
    });

/** The schemas that share a value with an earlier one. */
function repeated(schemas: readonly SchemaFile[], keyOf: (one: SchemaFile) => unknown) {
  return schemas.flatMap((one, index) => {
    const first = schemas.findIndex((other) => keyOf(other) === keyOf(one));
    return first < index && keyOf(one) !== undefined ? [{ one, first: schemas[first]?.path ?? '' }] : [];
  });
}

const titlesDiffer: SchemaCheck = (schemas) =>
  repeated(schemas, ({ schema }) => schema['title']).map(
    ({ one, first }) => `${one.path} has the same title as ${first}; give each schema a title of its own`,
  );

const namesDiffer: SchemaCheck = (schemas) =>
  repeated(schemas, ({ name }) => name).map(
    ({ one, first }) => `${one.path} and ${first} both become the function ${one.name}; rename one of them`,
  );

const CHECKS: readonly SchemaCheck[] = [titlesAreNames, titlesDiffer, namesDiffer, schemaErrors];

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
