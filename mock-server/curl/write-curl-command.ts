import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Composer, composeRequest, composers } from '@sparring/cases';
import { type Operation, parameterNames } from '@sparring/contracts';
import { findOperation, findPartner } from '../config/find-partner.js';
import type {
  Credentials,
  OperationSample,
  PartnerModule,
  SampleDocument,
  SamplePick,
} from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { curlWords } from './curl-words.js';
import { keepRequest } from './keep-request.js';
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

/** A document and where it is on the disk. */
interface FiledDocument extends SampleDocument {
  readonly path: string;
}

type Texts = Readonly<Record<string, string>>;

function readFields(texts: readonly string[], known: readonly string[]): Texts {
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

async function readUserFile(file: string): Promise<FiledDocument> {
  try {
    return { path: resolve(file), filename: basename(file), bytes: await readFile(file) };
  } catch (error) {
    throw new UserError(`the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function documentOf({ file, home, operation }: CurlInput, { document }: OperationSample) {
  if (!document && file !== undefined) throw new UserError(`${operation} takes no document; leave out --file`);
  if (!document) return undefined;
  if (file !== undefined) return readUserFile(file);
  const bytes = Buffer.from(document.base64, 'base64');
  return { path: await keepRequest(home, document.filename, bytes), filename: document.filename, bytes };
}

async function fakerPick(seed: string | undefined): Promise<SamplePick> {
  // one language loads in a fifth of the time that all of them take
  const { faker } = await import('@faker-js/faker/locale/en');
  if (seed !== undefined) faker.seed([...seed].map((character) => character.charCodeAt(0)));
  return { id: (length) => faker.string.alphanumeric({ length, casing: 'upper' }) };
}

/** Whether a client could sign with these credentials. */
export function missingForClient({ credentialFields }: PartnerModule, credentials: Credentials): string | undefined {
  return credentialFields.find(({ name, forClient }) => forClient && credentials[name] === undefined)?.title;
}

function composerOf({ contract, credentialFields }: PartnerModule, credentials: Credentials): Composer {
  const missing = missingForClient({ contract, credentialFields } as PartnerModule, credentials);
  if (missing) throw new UserError(`curl needs ${missing} of ${contract.name} to sign, which is not known here`);
  const composer = composers.find((candidate) => candidate.contract.name === contract.name);
  if (!composer) throw new UserError(`${contract.name} has no composer, so nothing can be signed for it`);
  return composer;
}

/** Sorts values into parameters of the path and query, and fields of the body. */
function split(operation: Operation, values: Texts): { parameters: Texts; fields: Texts } {
  const names = [...parameterNames(operation.path), ...(operation.query ?? [])];
  const entries = Object.entries(values);
  return {
    parameters: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
    fields: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
  };
}

/** Named by its content: a later command must not change the body that an earlier one signed. */
const bodyName = (operation: Operation, body: Buffer) =>
  `${operation.name}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.json`;

/**
 * A complete, validly signed curl command on one line.
 * @throws UserError in one sentence when a name, a field, the file or the credentials cannot be used.
 */
export async function writeCurlCommand(input: CurlInput): Promise<string> {
  const partner = findPartner(input.partner);
  const operation = findOperation(partner, input.operation);
  const sample = partner.samples[operation.name];
  if (!sample) throw new UserError(`${operation.name} has no sample request`);
  const composer = composerOf(partner, input.credentials);
  const known = [...parameterNames(operation.path), ...(operation.query ?? []), ...operation.requestFields];
  const given = readFields(input.fields, known);
  const document = await documentOf(input, sample);
  const made = sample.values(input.pick ?? (await fakerPick(input.seed)), input.credentials);
  const { parameters, fields: values } = split(operation, { ...made, ...given });
  const fields = sample.body(values, document);
  const method = (input.method ?? operation.methods[0] ?? 'POST').toUpperCase();
  const settings = Object.fromEntries(
    Object.entries(partner.contract.settings).map(([name, one]) => [name, one.default]),
  );
  const caller = { credentials: input.credentials, at: new Date(), settings };
  const message = composeRequest(composer, { operation, method, parameters, body: { fields } }, caller);
  const words = await curlWords({
    contract: partner.contract,
    url: input.url,
    bodyKind: operation.bodyKind,
    message,
    fields,
    ...(document ? { documentPath: document.path } : {}),
    keepBody: (bytes) => keepRequest(input.home, bodyName(operation, bytes), bytes),
  });
  const move = input.move === undefined ? [] : ['-H', `x-sparring-move: ${input.move}`];
  // answers do not end with a line break
  return ['curl', '-sS', '-w', '\\n', ...words, ...move].map(shellQuote).join(' ');
}
