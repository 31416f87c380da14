import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composers } from '@sparring/cases';
import { type Operation, type PartnerContract, partners } from '@sparring/contracts';
import t from 'tap';
import { partnersProblems } from '#generate/checks/check-partners.js';
import { type PartnerData, partnerData } from '#generate/checks/partner-data.js';
import { folderNotes, folderProblems } from '#generate/sources/check-folders.js';
import { schemaProblems } from '#generate/sources/check-schemas.js';
import { type PartnerTree, partnersIn, readTree } from '#generate/sources/partner-folders.js';
import { checkoutFor } from '../helpers/checkout.js';

/*
 * A partner "acme" is made from what is in the repository: its folders are those of a real partner under another
 * name, with one fault each.
 */

const real = partners.find(({ name, operations, settings }) => {
  const isWhole = composers.some(({ contract }) => contract.name === name) && Object.keys(settings).length > 0;
  return isWhole && operations.length === 1;
});
const [operation] = real?.operations ?? [];
const [outcome] = operation?.outcomes ?? [];
if (!real || !operation || !outcome) throw new Error('there is no partner of one operation');

const C = 'contracts/partners/acme';
const CASES = 'contracts/cases/partners/acme';
const M = 'mock-server/partners/acme';
const REQUEST = `${C}/schema/put.request.json`;

/** Edits of the tree: a text, or `null` for a file or folder that is removed. */
type Edits = Readonly<Record<string, string | null>>;

function edit(tree: PartnerTree, edits: Edits): PartnerTree {
  const gone = Object.keys(edits).filter((path) => edits[path] === null);
  const kept = [...tree].filter(([path]) => !gone.some((one) => path === one || path.startsWith(`${one}/`)));
  return new Map([...kept, ...Object.entries(edits).filter((one): one is [string, string] => one[1] !== null)]);
}

const original = readTree();
const parameters = (...names: readonly string[]) =>
  JSON.stringify({
    title: 'PutParameters',
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  });

/** The folders of acme, which are without faults. */
const tree = edit(
  new Map(
    [...original]
      .filter(([path]) => path.includes(`/${real.name}/`))
      .map(([path, text]) => [path.replace(`/${real.name}/`, '/acme/'), text.replaceAll(real.name, 'acme')]),
  ),
  { [REQUEST]: '{ "title": "PutRequest", "type": "object" }', [`${C}/schema/put.parameters.json`]: parameters('id') },
);

t.test('the folders and schemas of a partner are checked before anything is generated', async (t) => {
  const all = [`${C}`, CASES, M];
  const renamed = (to: string): Edits => ({
    ...Object.fromEntries(all.map((folder) => [folder, null])),
    ...Object.fromEntries([...tree].map(([path, text]) => [path.replace('/acme/', `/${to}/`), text])),
  });
  const schema = (more: object) => JSON.stringify({ title: 'PutRequest', type: 'object', ...more });
  const NAME = 'the name of a partner starts with a lower-case letter, followed by lower-case letters and digits';
  const rows: readonly { readonly name: string; readonly edits: Edits; readonly says: readonly string[] }[] = [
    { name: 'nothing wrong', edits: {}, says: [] },
    {
      name: 'an invalid name of a partner',
      edits: renamed('3pay'),
      says: [
        `contracts/partners/3pay: ${NAME}; rename the folder`,
        'contracts/partners/3pay/index.ts does not export 3pay; add the export',
        `contracts/cases/partners/3pay: ${NAME}; rename the folder`,
        `mock-server/partners/3pay: ${NAME}; rename the folder`,
      ],
    },
    {
      name: 'a name that is a word of JavaScript',
      edits: { ...renamed('new'), 'contracts/partners/new/index.ts': 'export { acme as new };' },
      says: [C, CASES, M].map(
        (folder) =>
          `${folder.replace('acme', 'new')}: the name new is taken by JavaScript or by the contracts; rename the folder`,
      ),
    },
    { name: 'only a contract', edits: { [CASES]: null, [M]: null }, says: [] },
    { name: 'no simulator', edits: { [M]: null }, says: [] },
    { name: 'no cases', edits: { [CASES]: null }, says: [`${M} needs ${CASES}, which is missing; add it`] },
    {
      name: 'no contract',
      edits: { [C]: null },
      says: [`${CASES} needs ${C}, which is missing; add it`, `${M} needs ${C}, which is missing; add it`],
    },
    {
      name: 'no index',
      edits: { [`${C}/index.ts`]: null },
      says: [`${C}/index.ts is missing; it has to export acme`],
    },
    {
      name: 'no composer',
      edits: { [`${CASES}/compose.ts`]: 'export const composers = [];' },
      says: [`${CASES}/compose.ts does not export composer; add the export`],
    },
    {
      name: 'an empty folder',
      edits: { [`${C}x/`]: '' },
      says: [
        `${C}x/index.ts is missing; it has to export acmex`,
        `${C}x/README.md is missing; it has to contain where the partner's documents are, and what is unusual`,
        `${C}x/signing.md is missing; it has to contain what is signed, and how, with an example from vectors.json`,
        `${C}x/vectors.json is missing; it has to contain signatures that our code did not make, and the command that made them`,
        `${C}x/schema/ contains no .json file; add one`,
      ],
    },
    {
      name: 'no cases in the folder',
      edits: { [`${CASES}/cases`]: null, [`${CASES}/cases/`]: null },
      says: [`${CASES}/cases/ contains no .json file; add one`],
    },
    {
      name: 'an invalid name of a case',
      edits: { [`${CASES}/cases/Put New.json`]: '{}' },
      says: [
        `${CASES}/cases/Put New.json has an invalid name; use lower-case words with dashes in between, as in put-new-jpeg.json`,
      ],
    },
    {
      name: 'invalid names of schemas',
      edits: {
        [`${C}/schema/put_two.json`]: schema({ title: 'Put_two' }),
        [`${C}/schema/new.json`]: schema({ title: 'New' }),
        [`${C}/schema/put.yaml`]: '',
      },
      says: ['new.json', 'put.yaml', 'put_two.json'].map(
        (file) =>
          `${C}/schema/${file} has an invalid name; use two or more lower-case words with dashes or dots in between, as in put-document.request.json`,
      ),
    },
    {
      name: 'a schema that is not JSON',
      edits: { [REQUEST]: '{ "title": ' },
      says: [`${REQUEST} is not JSON (Unexpected end of JSON input); fix it`],
    },
    {
      name: 'a schema that is a list',
      edits: { [REQUEST]: '[]' },
      says: [`${REQUEST} is not a JSON object; write a schema`],
    },
    {
      name: 'an unknown keyword',
      edits: { [REQUEST]: schema({ propertys: {} }) },
      says: [`${REQUEST} is not a valid schema (strict mode: unknown keyword: "propertys"); fix it`],
    },
    {
      name: 'an invalid value of a keyword',
      edits: { [REQUEST]: schema({ type: 'text' }) },
      says: [
        `${REQUEST} is not a valid schema (schema is invalid: data/type must be equal to one of the allowed values, data/type must be array, data/type must match a schema in anyOf); fix it`,
      ],
    },
    {
      name: 'a reference to nothing',
      edits: { [REQUEST]: schema({ $ref: 'nothing' }) },
      says: [`${REQUEST} is not a valid schema (can't resolve reference nothing from id putRequest); fix it`],
    },
    { name: 'a reference to another schema', edits: { [REQUEST]: schema({ $ref: 'putParameters' }) }, says: [] },
    {
      name: 'no title',
      edits: { [REQUEST]: '{ "type": "object" }' },
      says: [`${REQUEST} has no title; write "title": "PutRequest", after the name of the file`],
    },
    {
      name: 'a title that is a sentence',
      edits: { [REQUEST]: schema({ title: 'What is put' }) },
      says: [`${REQUEST} has the title "What is put"; write "title": "PutRequest", after the name of the file`],
    },
    {
      name: 'the title of another file',
      edits: { [REQUEST]: schema({ title: 'PutParameters' }) },
      says: [`${REQUEST} has the title "PutParameters"; write "title": "PutRequest", after the name of the file`],
    },
    {
      name: 'two files with one name',
      edits: { [`${C}/schema/put-request.json`]: schema({}) },
      says: [`${REQUEST} and ${C}/schema/put-request.json both become the function putRequest; rename one of them`],
    },
  ];
  for (const { name, edits, says } of rows) {
    const edited = edit(tree, edits);
    const found = [...folderProblems(edited), ...schemaProblems(edited)];
    t.same(found, says, name);
  }
  t.same(folderNotes(tree), []);
  t.same(folderNotes(edit(tree, { [CASES]: null, [M]: null })), [
    `note: acme is described, but not simulated; to simulate it, add ${CASES} and ${M}`,
  ]);
});

/** Acme's contract with an operation that has parameters, and a behavior and a sample for it. */
const { distinguishedBy: _type, ...undistinguished } = operation as Operation;
const put: Operation = {
  ...undistinguished,
  name: 'put',
  methods: ['PUT'],
  path: `${real.pathPrefix}put/{id}`,
  schema: { ...operation.schema, parameters: 'put.parameters' },
  checkParameters: () => [],
};
const PUT = `${C}/operations/put.ts`;

const composer = composers.find(({ contract }) => contract.name === real.name);
const acme: PartnerContract = { ...real, name: 'acme', operations: [operation, put] };
const samples = tree.get(`${M}/samples.ts`) ?? '';
const whole = edit(tree, { [`${M}/operations/put.ts`]: '', [`${M}/samples.ts`]: `${samples}\nput` });

const dataOf = (
  contract: Partial<PartnerContract>,
  edits: Edits = {},
  with_: Partial<PartnerData> = {},
): PartnerData => ({
  ...partnerData(edit(whole, edits), 'acme', { ...acme, ...contract }, composer),
  ...with_,
});

const withPut = (changes: Partial<Operation>): Partial<PartnerContract> => ({
  operations: [operation, { ...put, ...changes }],
});

const [firstCase, secondCase] = dataOf({}).cases;
if (!firstCase || !secondCase || !composer) throw new Error('there is no case');
const caseFile = (name = firstCase.name) => `${CASES}/cases/${name}.json`;

function caseEdit(changes: object): Edits {
  const { name, ...text } = firstCase as { name: string };
  return { [caseFile(name)]: JSON.stringify({ ...text, ...changes }) };
}

const [exchange] = firstCase.steps;
const bugCode = /bugCode: '(.*)'/.exec(tree.get(`${M}/partner.ts`) ?? '')?.[1] ?? '';
const [successCode = ''] = real.catalogue.filter((entry) => entry.class === 'success').map(({ code }) => code);
const [settingName = ''] = Object.keys(real.settings);
const setting = real.settings[settingName];
if (!setting) throw new Error('there is no setting');

const { choices: _choices, nullable: _nullable, ...plain } = setting;
const [, state = ''] = /^ +(\w+):/m.exec(tree.get(`${M}/states.ts`) ?? '') ?? [];
const [firstEntry] = real.catalogue;
if (!firstEntry) throw new Error('the catalogue is empty');
const putSchema = { parameters: 'put.parameters', request: 'put.request' };
const requestOf = (properties: object) => JSON.stringify({ title: 'PutRequest', type: 'object', properties });
const FIRST = `${C}/operations/${operation.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
/** A code that only `put` has, and a setting for cases. */
const withSlow: Partial<PartnerContract> = {
  catalogue: [...real.catalogue, { ...firstEntry, code: 'SLOW', class: 'refused' }],
  settings: { ...real.settings, odd: { ...setting, kind: 'choice', choices: ['b', 'c'], default: 'b' } },
};
const moved = (move: string) => ({ ...exchange, request: { move } });
const answered = (code: string) => ({ ...exchange, answer: { code } });

t.test('the contract, cases and simulator of a partner are checked before its documents are written', async (t) => {
  const rows: readonly {
    readonly name: string;
    readonly data: PartnerData;
    readonly says: readonly (string | RegExp)[];
  }[] = [
    { name: 'nothing wrong', data: dataOf({}), says: [] },
    {
      name: 'the name of another folder',
      data: dataOf({ name: 'acmepay' }),
      says: [`${C}/index.ts has the name acmepay; use that of its folder, acme`],
    },
    {
      name: 'two operations of one name',
      data: dataOf({ operations: [operation, put, { ...put, path: `${put.path}/x` }] }),
      says: [`${C}/index.ts has two operations named put; rename one of them`],
    },
    {
      name: 'one method and path for two operations',
      data: dataOf(
        { operations: [operation, put, { ...put, name: 'putAgain', path: put.path.replace('id', 'no') }] },
        {
          [`${M}/operations/put-again.ts`]: '',
          [`${M}/samples.ts`]: `${samples} put putAgain`,
          [`${C}/schema/put.parameters.json`]: parameters('id', 'no'),
        },
      ),
      says: [
        `${C}/operations/put-again.ts has the same method and path as put, PUT ${real.pathPrefix}put/{no}; change one of them`,
      ],
    },
    {
      name: 'the second method of one operation, and the first of another at the same path',
      data: dataOf(
        {
          operations: [operation, { ...put, methods: ['PUT', 'PATCH'] }, { ...put, name: 'patch', methods: ['PATCH'] }],
        },
        { [`${M}/operations/patch.ts`]: '', [`${M}/samples.ts`]: `${samples} put patch` },
      ),
      says: [
        `${C}/operations/patch.ts has the same method and path as put, PATCH ${real.pathPrefix}put/{id}; change one of them`,
      ],
    },
    {
      name: 'a method in lower case',
      data: dataOf(withPut({ methods: ['put'] })),
      says: [`${PUT} has the method put in lower case; write it in upper case, PUT`],
    },
    { name: 'no method', data: dataOf(withPut({ methods: [] })), says: [`${PUT} lists no method; add one to methods`] },
    ...[
      ['{file-id}', '{file-id}'],
      ['{}', '{}'],
      ['{id', '{id'],
      ['id}', '}'],
      ['{id}?full=1', '?full=1'],
    ].map(([written, part]) => ({
      name: `the path template ${written}`,
      data: dataOf(withPut({ path: `${real.pathPrefix}put/${written}` })),
      says: [`${PUT} has ${part} in its path; write parameters as {name}, with letters, digits and _ only`],
    })),
    {
      name: 'one parameter twice',
      data: dataOf(withPut({ path: `${put.path}/{id}` })),
      says: [`${PUT} has {id} twice in its path; rename one of them`],
    },
    {
      name: 'a path that is not under the prefix',
      data: dataOf(withPut({ path: '/elsewhere/{id}' })),
      says: [
        `${PUT} has the path /elsewhere/{id}, which is not under ${real.pathPrefix}; change it, or pathPrefix in index.ts`,
      ],
    },
    {
      name: 'a parameter of the path without schema',
      data: dataOf(withPut({ path: `${put.path}/{page}` })),
      says: [`${PUT} has {page} in its path, which is not a property of ${C}/schema/put.parameters.json; add it there`],
    },
    {
      name: 'a parameter of the path that is not required',
      data: dataOf({}, { [`${C}/schema/put.parameters.json`]: parameters('id').replace('["id"]', '[]') }),
      says: [`${C}/schema/put.parameters.json does not require id, which is in the path of put; add it to required`],
    },
    {
      name: 'a query parameter without schema',
      data: dataOf(withPut({ query: ['full'] })),
      says: [`${PUT} has full in its query, which is not a property of ${C}/schema/put.parameters.json; add it there`],
    },
    {
      name: 'a query parameter that is in the path',
      data: dataOf(withPut({ query: ['id'] })),
      says: [`${PUT} has id in its path and in its query; remove it from query`],
    },
    {
      name: 'parameters without any schema',
      data: dataOf({
        operations: [
          operation,
          { ...put, schema: operation.schema, checkParameters: undefined } as unknown as Operation,
        ],
      }),
      says: [`${PUT} has the parameter id but no schema.parameters; add one`],
    },
    {
      name: 'a schema of parameters that is not checked',
      data: dataOf({ operations: [operation, { ...put, checkParameters: undefined } as unknown as Operation] }),
      says: [`${PUT} has schema.parameters but no checkParameters; add it`],
    },
    ...(['request', 'parameters'] as const).map((which) => {
      const check = which === 'request' ? 'checkRequest' : 'checkParameters';
      const { [which]: _schema, ...rest } = { parameters: 'put.parameters', request: 'put.request' };
      const path = which === 'request' ? put.path : `${real.pathPrefix}put`;
      const changes = { path, schema: rest, requestFields: [], businessId: undefined as never, [check]: () => [] };
      return {
        name: `${check} without a schema`,
        data: dataOf(withPut(changes)),
        says: [`${PUT} has ${check} but no schema.${which}; add it`],
      };
    }),
    {
      name: 'a schema that does not exist',
      data: dataOf(withPut({ schema: { ...put.schema, request: 'nothing' } })),
      says: [`${PUT} names the schema nothing, but there is no ${C}/schema/nothing.json; add it`],
    },
    {
      name: 'exampleData that violates the schema',
      data: dataOf({
        encode: (outcome, stamp, settings) =>
          outcome.kind === 'accepted' && 'wrong' in outcome.data ? {} : real.encode(outcome, stamp, settings),
        ...withPut({ exampleData: { wrong: 1 } }),
      }),
      says: [
        `${PUT}: exampleData violates ${outcome.schema}.json at /: must match exactly one schema in oneOf; fix it`,
      ],
    },
    {
      name: 'exampleData that cannot be encoded',
      data: dataOf({
        encode: (outcome, stamp, settings) => {
          if (outcome.kind === 'accepted' && 'wrong' in outcome.data) throw new Error('no model');
          return real.encode(outcome, stamp, settings);
        },
        ...withPut({ exampleData: { wrong: 1 } }),
      }),
      says: [`${PUT}: exampleData cannot be encoded (no model); fix it`],
    },
    {
      name: 'an outcome whose code is not in the catalogue',
      data: dataOf(withPut({ outcomes: [...put.outcomes, { ...outcome, code: 'NEW' }] })),
      says: [`${PUT} has the outcome NEW, which is not in catalogue.ts; add it there, or remove it here`],
    },
    {
      name: 'an unrouted outcome whose code is not in the catalogue',
      data: dataOf({ unroutedOutcomes: [...real.unroutedOutcomes, { ...outcome, code: 'NEW' }] }),
      says: [
        `${C}/index.ts, in unroutedOutcomes, has the outcome NEW, which is not in catalogue.ts; add it there, or remove it here`,
      ],
    },
    {
      name: 'a code that is in the catalogue twice',
      data: dataOf({ catalogue: [...real.catalogue, real.catalogue[0] as never] }),
      says: [`${C}/catalogue.ts has the code ${real.catalogue[0]?.code} twice; remove one of them`],
    },
    {
      name: 'a setting that cites a missing decision',
      data: dataOf({ settings: { ...real.settings, [settingName]: { ...setting, decision: 'X9' } } }),
      says: [
        `${C}/settings.ts: ${settingName} cites the decision X9, which is not in decisions.ts; add it, or cite another one`,
      ],
    },
    {
      name: 'a decision that names a missing setting',
      data: dataOf({ decisions: real.decisions.map((one, at) => (at === 0 ? { ...one, setting: 'nothing' } : one)) }),
      says: [
        `${C}/decisions.ts: ${real.decisions[0]?.id} names the setting nothing, which is not in settings.ts; add it, or name another one`,
      ],
    },
    {
      name: 'the businessId of no field',
      data: dataOf(withPut({ businessId: 'nothing' })),
      says: [`${PUT} has the businessId nothing, which is no parameter and no field of the request; correct it`],
    },
    {
      name: 'distinguishedBy of no field',
      data: dataOf(withPut({ distinguishedBy: 'nothing' })),
      says: [`${PUT} has the distinguishedBy nothing, which is no field of the request; correct it`],
    },
    { name: 'the businessId of a parameter', data: dataOf(withPut({ businessId: 'id' })), says: [] },
    {
      name: 'a businessId that is an object',
      data: dataOf(withPut({ businessId: 'thing', requestFields: ['thing'], schema: putSchema }), {
        [REQUEST]: requestOf({ thing: { type: 'object' } }),
      }),
      says: [`${PUT} has the businessId thing, which is not a string in ${REQUEST}; name another field`],
    },
    {
      name: 'a requestFields entry without property',
      data: dataOf(withPut({ businessId: 'id', requestFields: ['text', 'more'], schema: putSchema }), {
        [REQUEST]: requestOf({ text: { type: ['string', 'null'] } }),
      }),
      says: [`${PUT} has more in requestFields, which is not a property of ${REQUEST}; add it there, or correct it`],
    },
    {
      name: 'a parameter that is not in query',
      data: dataOf({}, { [`${C}/schema/put.parameters.json`]: parameters('id', 'page') }),
      says: [
        `${C}/schema/put.parameters.json has page, which is neither in the path nor in the query of put; add it to query in ${PUT}, or remove it`,
      ],
    },
    {
      name: 'a text with %s and without moveSubject',
      data: dataOf({ catalogue: [...real.catalogue, { ...firstEntry, code: 'NEW', text: '%s is wrong' }] }),
      says: [`${C}/catalogue.ts: the text of NEW contains %s, but no moveSubject says what a move names; add it`],
    },
    {
      name: 'an outcome twice',
      data: dataOf(
        withPut({ outcomes: [...put.outcomes, { ...outcome, httpStatus: 299 }, { ...outcome, httpStatus: 299 }] }),
      ),
      says: [`${PUT} has the outcome ${outcome.code} with HTTP 299 twice; remove one of them`],
    },
    {
      name: 'an unrouted outcome twice',
      data: dataOf({ unroutedOutcomes: [...real.unroutedOutcomes, ...real.unroutedOutcomes.slice(0, 1)] }),
      says: [
        /^contracts\/partners\/acme\/index\.ts, in unroutedOutcomes, has the outcome \S+ with HTTP \d+ twice; remove one of them$/,
      ],
    },
    {
      name: 'a part of answers with an unknown decision',
      data: dataOf({ partDecisions: { ...real.partDecisions, 'body.x': 'X9' } }),
      says: [
        `${C}/index.ts: partDecisions names X9 for body.x, which is not in decisions.ts; add it, or name another one`,
      ],
    },
    ...(['requestHeaders', 'answerHeaders'] as const).map((list) => ({
      name: `an invalid name in ${list}`,
      data: dataOf({ [list]: { ...real[list], 'X Key:': '' } }),
      says: [`${C}/index.ts has "X Key:" in ${list}, which is not the name of a header; correct it`],
    })),
    ...(
      [
        ['choice', 'a', 'b or c', { choices: ['b', 'c'] }],
        ['flag', null, 'true or false', {}],
        ['count', -1, 'a non-negative integer', {}],
        ['count', 0.5, 'a non-negative integer or null', { nullable: true }],
        ['text', 1, 'a string', {}],
      ] as const
    ).map(([kind, value, takes, more]) => ({
      name: `the default ${value} of a ${kind}`,
      data: dataOf({ settings: { ...real.settings, odd: { ...plain, ...more, kind, default: value } } }),
      says: [`${C}/settings.ts: the default of odd is ${value}, but it takes ${takes}; change one of them`],
    })),
    ...(
      [
        [{ settings: { odd: 'd' } }, 'sets odd to d, but it takes b or c'],
        [
          { steps: [{ setState: 'gone', subject: 'y' }, exchange] },
          `sets the state gone, which ${M}/states.ts does not have`,
        ],
        [{ steps: [moved('gone')] }, `asks for the move gone, which is no code of ${operation.name}`],
        [{ steps: [moved('slow'), moved('slow')] }, `asks for the move slow, which is no code of ${operation.name}`],
        [
          { steps: [answered('SLOW')] },
          `expects SLOW of ${operation.name}, which is not among the outcomes in ${FIRST}`,
        ],
        [
          { steps: [{ ...exchange, answer: { code: bugCode, httpStatus: 299 } }] },
          `expects ${bugCode} with HTTP 299 of ${operation.name}, which is not among the outcomes in ${FIRST}`,
        ],
        [
          { steps: [{ ...exchange, request: { parameters: { page: '1' } } }] },
          `has the parameter page, which ${operation.name} does not have`,
        ],
      ] as const
    ).map(([changes, says]) => ({
      name: `a case that ${says}`,
      data: dataOf(
        { ...withPut({ outcomes: [...put.outcomes, { ...outcome, code: 'SLOW' }] }), ...withSlow },
        { ...caseEdit({ portable: !/"(setState|settings|move)":/.test(JSON.stringify(changes)), ...changes }) },
      ),
      says: [`${caseFile()} ${says}; correct it`],
    })),
    {
      name: 'a case that is not routed',
      data: dataOf(
        { ...withPut({ outcomes: [...put.outcomes, { ...outcome, code: 'SLOW' }] }), ...withSlow },
        caseEdit({
          portable: false,
          steps: [
            {
              ...exchange,
              request: { target: '/x?page=1', move: 'SLOW' },
              answer: { code: real.unroutedOutcomes[0]?.code },
            },
          ],
        }),
      ),
      says: [],
    },
    {
      name: 'a case that is not JSON',
      data: dataOf({}, { [caseFile()]: '{' }),
      says: [`the case ${caseFile()} is not JSON; fix it`],
    },
    {
      name: 'a case that violates its schema',
      data: dataOf({}, caseEdit({ potable: true })),
      says: [`the case ${caseFile()} is invalid at /potable: must NOT have additional properties; fix it`],
    },
    {
      name: 'a title of two cases',
      data: dataOf({}, { [caseFile('zz')]: JSON.stringify({ ...firstCase, name: undefined }) }),
      says: [`${caseFile('zz')} has the same title as ${firstCase.name}.json; give each case a title of its own`],
    },
    ...[
      ['a setting', { settings: { [settingName]: setting.default } }],
      ['a state', { steps: [{ setState: state, subject: 'y' }, exchange] }],
      ['the clock', { steps: [{ advanceSeconds: 1 }, exchange] }],
      ['a move', { steps: [exchange, { ...exchange, request: { move: bugCode } }] }],
    ].map(([what, changes]) => ({
      name: `a case that is marked portable and needs ${what}`,
      data: dataOf({}, caseEdit({ portable: true, ...(changes as object) })),
      says: [`${caseFile()} is marked portable, but needs ${what}; set "portable" to false`],
    })),
    {
      name: 'a case that is marked as not portable and is',
      data: dataOf({}, caseEdit({ portable: false })),
      says: [
        `${caseFile()} is marked as not portable, but needs no setting, state, clock or move; set "portable" to true`,
      ],
    },
    {
      name: 'unknown names in a case',
      data: dataOf(
        {},
        caseEdit({
          portable: false,
          decisions: ['X9'],
          settings: { nothing: 1 },
          steps: [{ ...exchange, operation: 'get', answer: { code: 'NEW' } }],
        }),
      ),
      says: [
        ['decision', 'X9'],
        ['setting', 'nothing'],
        ['operation', 'get'],
        ['code', 'NEW'],
      ].map(([what, it]) => `${caseFile()} names the ${what} ${it}, which the contract does not have; correct it`),
    },
    {
      name: 'a case without a request',
      data: dataOf({}, caseEdit({ portable: false, steps: [{ advanceSeconds: 1 }] })),
      says: [`${caseFile()} sends no request; add a step with one`],
    },
    ...['accepted', 'largest', 'refused'].map((key) => ({
      name: `typical.${key} names no case`,
      data: dataOf({}, {}, { composer: { ...composer, typical: { ...composer.typical, [key]: 'nothing' } } }),
      says: [
        `${CASES}/compose.ts: typical.${key} names the case nothing, but there is no cases/nothing.json; add it, or name another one`,
      ],
    })),
    {
      name: 'typical names no decision',
      data: dataOf(
        {},
        {},
        { composer: { ...composer, typical: { ...composer.typical, decisionsWithoutCase: ['X9'] } } },
      ),
      says: [`${CASES}/compose.ts: typical.decisionsWithoutCase names X9, which is not in decisions.ts; remove it`],
    },
    {
      name: 'no behavior of an operation',
      data: dataOf({}, { [`${M}/operations/put.ts`]: null }),
      says: [`${M}/operations/put.ts is missing; add it, with the behavior of put`],
    },
    {
      name: 'no sample of an operation',
      data: dataOf({}, { [`${M}/samples.ts`]: samples }),
      says: [`${M}/samples.ts has no sample request for put; add one`],
    },
    {
      name: 'no samples',
      data: dataOf({}, { [`${M}/samples.ts`]: null }),
      says: [`${M}/samples.ts is missing; add it, with a sample request for each operation`],
    },
    {
      name: 'a bugCode that is not in the catalogue',
      data: dataOf({}, { [`${M}/partner.ts`]: "bugCode: 'NEW'," }),
      says: [`${M}/partner.ts has the bugCode NEW, which is not in ${C}/catalogue.ts; add it there`],
    },
    {
      name: 'a bugCode that an operation does not have',
      data: dataOf(withPut({ outcomes: put.outcomes.filter(({ code }) => code !== bugCode) })),
      says: [`${M}/partner.ts has the bugCode ${bugCode}, which is missing from the outcomes in ${PUT}; add it there`],
    },
    {
      name: 'a bugCode that is not among the unrouted outcomes',
      data: dataOf(
        { unroutedOutcomes: real.unroutedOutcomes.filter(({ code }) => code !== bugCode) },
        { [CASES]: null },
        { composer: undefined },
      ),
      says: [
        `${M}/partner.ts has the bugCode ${bugCode}, which is missing from the unroutedOutcomes in ${C}/index.ts; add it there`,
      ],
    },
    {
      name: 'an example of signing that names no vector',
      data: dataOf({}, { [`${C}/signing.md`]: 'With {{key}}, {{no such upload: signature}} and {{holds}}.' }),
      says: ['{{no such upload: signature}}', '{{holds}}'].map(
        (placeholder) =>
          `${C}/signing.md names ${placeholder}, which ${C}/vectors.json does not have as a text; name a vector and its field`,
      ),
    },
    {
      name: 'vectors that are not JSON',
      data: dataOf({}, { [`${C}/vectors.json`]: '{' }),
      says: [/^contracts\/partners\/acme\/vectors\.json is not JSON \(.+\); fix it$/],
    },
    { name: 'a partner that is not simulated', data: dataOf({}, { [M]: null, [`${M}/`]: null }), says: [] },
    {
      name: 'our own prefix',
      data: dataOf({ pathPrefix: '/', operations: [] }, { [CASES]: null }, { composer: undefined }),
      says: [
        `${C}/index.ts has the pathPrefix /, which overlaps with /_sparring/ of Sparring itself; use a longer one`,
      ],
    },
  ];
  t.ok(bugCode !== '' && successCode !== '' && state !== '' && firstCase.portable);
  for (const { name, data, says } of rows) {
    const found = partnersProblems([data]);
    if (says.every((one) => typeof one === 'string')) t.same(found, says, name);
    else t.match({ found, length: found.length }, { found: says, length: says.length }, name);
  }
});

t.test('partners whose prefixes overlap are reported, in either order', async (t) => {
  const longer = dataOf(
    { pathPrefix: `${real.pathPrefix}put/`, operations: [put] },
    { [CASES]: null },
    { composer: undefined },
  );
  const shorter = { ...dataOf({}), folder: 'beta', tree: new Map() };
  for (const all of [
    [shorter, longer],
    [longer, shorter],
  ]) {
    const found = partnersProblems(all).filter((one) => one.includes('overlaps'));
    t.equal(found.length, 1);
    t.match(found[0], /index\.ts has the pathPrefix \/.*, which overlaps with \/.* of (acme|beta); use a longer one/);
  }
});

t.test('the partners that there are have no faults', async (t) => {
  const all = partners.map((contract) =>
    partnerData(
      original,
      contract.name,
      contract,
      composers.find((one) => one.contract.name === contract.name),
    ),
  );
  t.same(
    partnersIn(original, 'contracts/partners/'),
    partners.map(({ name }) => name),
  );
  t.same([...folderProblems(original), ...schemaProblems(original), ...partnersProblems(all)], []);
});

t.test(
  'generate prints every fault as one line without a stack trace, writes nothing and exits with code 2',
  async (t) => {
    const checkout = checkoutFor(t);
    const write = (path: string, text: string) => writeFileSync(join(checkout.folder, path), text);
    const at = (name: string) => `contracts/cases/partners/${real.name}/cases/${name}.json`;
    t.equal((await checkout.run('npm run build')).code, 0);
    write(`contracts/partners/${real.name}/schema/new.answer.json`, '{ "title": "NewAnswer", "types": "object" }');
    const schema = await checkout.run('npm run --silent generate');
    t.match(schema, {
      code: 2,
      stderr: `contracts/partners/${real.name}/schema/new.answer.json is not a valid schema (strict mode: unknown keyword: "types"); fix it\n`,
    });
    write(`contracts/partners/${real.name}/schema/new.answer.json`, '{ "title": "NewAnswer", "type": "object" }');
    write(at('zz'), '{');
    write(at('zzz'), JSON.stringify({ ...firstCase, name: undefined }));
    const both = await checkout.run('npm run --silent generate');
    t.match(both, {
      code: 2,
      stderr: `the case ${at('zz')} is not JSON; fix it\n${at('zzz')} has the same title as ${firstCase.name}.json; give each case a title of its own\n`,
    });
    const checked = await checkout.run('npm run --silent check:generated');
    t.match(checked, { code: 2, stderr: both.stderr });
    const verified = await checkout.run('npx sparring verify --no-pacts');
    t.match(verified, { code: 2, stderr: `sparring: the case ${real.name}/zz.json is not JSON; fix it\n` });
    rmSync(join(checkout.folder, `contracts/cases/partners/${real.name}/cases`), { recursive: true });
    const missing = await checkout.run('npx sparring verify --no-pacts');
    const says = `sparring: the folder partners/${real.name}/cases is missing; add it, with one file per case\n`;
    t.match(missing, { code: 2, stderr: says });
  },
);
