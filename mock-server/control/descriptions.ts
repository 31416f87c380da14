import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PartnerContract } from '@sparring/contracts';
import { UserError } from '../core/user-error.js';
import type { ControlRoute } from './route.js';

const resolver = createRequire(import.meta.url);

/** What the catalogue says of a partner. */
export function describePartner({
  name,
  title,
  documents,
  operations,
  catalogue,
  decisions,
  settings,
}: PartnerContract) {
  const ofOperations = operations.map(({ name: operation, methods, path, source }) => ({
    name: operation,
    methods,
    path,
    source,
  }));
  return { name, title, documents, operations: ofOperations, catalogue, decisions, settings };
}

/** The OpenAPI description of each partner, by file name; read at the start, when there are descriptors for it. */
async function readDescriptions(contracts: readonly PartnerContract[]): Promise<ReadonlyMap<string, string>> {
  const read = contracts.map(async ({ name }) => {
    const file = `${name}.json`;
    return [file, await readFile(resolver.resolve(`@sparring/contracts/openapi/${file}`), 'utf8')] as const;
  });
  return new Map(await Promise.all(read));
}

/** What never changes: written once, because writing it takes longer than all else about such a request. */
export function descriptionRoutes(contracts: readonly PartnerContract[]): readonly ControlRoute[] {
  const reading = readDescriptions(contracts);
  reading.catch(() => {}); // whoever asks for a description gets the error; the start does not wait for it
  let catalogue: string | undefined;
  return [
    {
      method: 'GET',
      path: '/health',
      name: 'getHealth',
      summary: 'Reports that the simulator is up; needs no token.',
      answer: 'health.answer',
      open: true,
      handle: ({ home, lanes }) => ({
        status: 'up',
        partners: contracts.map(({ name }) => name),
        keepsDocuments: lanes.default.thumbnails !== undefined,
        ...(home === undefined ? {} : { home }),
      }),
    },
    {
      method: 'GET',
      path: '/catalogue',
      name: 'getCatalogue',
      summary: 'Returns the operations, codes, decisions and settings of every partner.',
      answer: 'catalogue.answer',
      handle: () => {
        catalogue ??= JSON.stringify({ partners: contracts.map(describePartner) });
        return catalogue;
      },
    },
    {
      method: 'GET',
      path: '/openapi/{file}',
      name: 'getPartnerDescription',
      summary: 'Returns the OpenAPI description of a partner, `<partner>.json`.',
      answer: 'json',
      handle: async ({ parameters: { file = '' } }) => {
        const descriptions = await reading;
        const description = descriptions.get(file);
        if (description !== undefined) return description;
        const known = [...descriptions.keys()];
        throw new UserError(`there is no description ${file.slice(0, 64)}`, 'file', { code: 'unknown-path', known });
      },
    },
  ];
}
