import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Credentials, CurlRequest, PartnerModule, SamplePick } from '../core/partner.js';
import { UserError } from '../user-error.js';
import { keepRequest } from './keep-request.js';
import { findOperation, findPartner } from './partner-argument.js';
import { shellQuote } from './shell-quote.js';

/** What `sparring curl` was asked for. */
export interface CurlInput {
  readonly partner: string;
  readonly operation: string;
  readonly url: string;
  readonly home: string;
  readonly credentials: Credentials;
  /** The user's file; without it a tiny specimen. */
  readonly file?: string;
  /** `name=value` */
  readonly fields: readonly string[];
  readonly method?: string;
  readonly move?: string;
  readonly seed?: string;
  /** Makes up the fields that are not given; default Faker, seeded. */
  readonly pick?: SamplePick;
}

function readFields(texts: readonly string[], known: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const name = text.slice(0, at);
      if (at < 1) throw new UserError(`a field is written name=value, not ${text}`);
      if (!known.includes(name)) throw new UserError(`there is no field ${name}; there are ${known.join(', ')}`);
      return [name, text.slice(at + 1)];
    }),
  );
}

async function readUserFile(file: string): Promise<CurlRequest['file']> {
  try {
    return { path: resolve(file), filename: basename(file), bytes: await readFile(file) };
  } catch (error) {
    throw new UserError(`the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function specimen({ sampleFile }: PartnerModule, home: string): Promise<CurlRequest['file']> {
  const bytes = Buffer.from(sampleFile.base64, 'base64');
  return { path: await keepRequest(home, sampleFile.filename, bytes), filename: sampleFile.filename, bytes };
}

async function fakerPick(seed: string | undefined): Promise<SamplePick> {
  // one language loads in a fifth of the time that all of them take
  const { faker } = await import('@faker-js/faker/locale/en');
  if (seed !== undefined) faker.seed([...seed].map((character) => character.charCodeAt(0)));
  return { id: (length) => faker.string.alphanumeric({ length, casing: 'upper' }) };
}

/** A complete, validly signed curl command on one line. */
export async function writeCurlCommand(input: CurlInput): Promise<string> {
  const module = findPartner(input.partner);
  const operation = findOperation(module, input.operation);
  const given = readFields(input.fields, operation.requestFields);
  const method = (input.method ?? operation.methods[0] ?? 'POST').toUpperCase();
  const file = input.file === undefined ? await specimen(module, input.home) : await readUserFile(input.file);
  const words = await module.writeCurl({
    url: input.url,
    operation,
    method,
    file,
    fields: { ...module.sampleFields(input.pick ?? (await fakerPick(input.seed))), ...given },
    credentials: input.credentials,
    at: new Date(),
    keepBody: (name, bytes) => keepRequest(input.home, name, bytes),
  });
  const move = input.move === undefined ? [] : ['-H', `x-sparring-move: ${input.move}`];
  // answers have no line end of their own
  return ['curl', '-sS', '-w', '\\n', ...words, ...move].map(shellQuote).join(' ');
}
