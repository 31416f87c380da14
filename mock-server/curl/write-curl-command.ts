import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  type CallerContext,
  type Composer,
  composeRequest,
  composers,
  type RequestDraft,
  signsBoundary,
} from '@sparring/cases/compose';
import { type BodyField, type Operation, parameterNames, type RequestMessage } from '@sparring/contracts';
import { findOperation, findPartner } from '../config/find-partner.js';
import type { Credentials, OperationSample, PartnerModule, SamplePick } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { scopeOf } from '../files/kit-moves.js';
import { parseMove } from '../moves/parse-move.js';
import { type CurlSource, curlParts, curlWords, type SavedDocument } from './curl-words.js';
import { saveRequest } from './save-request.js';
import { shellQuote } from './shell-quote.js';

/** The names that a request is asked for with. */
export interface RequestedNames {
  readonly partner: string;
  readonly operation: string;
  readonly move?: string;
}

/** The input of `sparring curl`. */
export interface CurlInput extends RequestedNames {
  readonly url: string;
  readonly home: string;
  readonly credentials: Credentials;
  /** The user's file; default: a tiny sample document. */
  readonly file?: string;
  /** `name=value` */
  readonly fields: readonly string[];
  readonly method?: string;
  readonly seed?: string;
  /** Generates the omitted fields; default: Faker, with the seed. */
  readonly pick?: SamplePick;
}

type Texts = Readonly<Record<string, string>>;

function readFields(texts: readonly string[], known: readonly string[]): Texts {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const name = text.slice(0, at);
      if (at < 1) throw new UserError(`a field must have the form name=value, not ${text}`);
      if (!known.includes(name)) throw new UserError(`there is no field ${name}; the fields are ${known.join(', ')}`);
      return [name, text.slice(at + 1)];
    }),
  );
}

async function readUserFile(file: string): Promise<SavedDocument> {
  try {
    return { path: resolve(file), filename: basename(file), bytes: await readFile(file) };
  } catch (error) {
    throw new UserError(`the file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

async function documentOf(
  { file, home, operation }: CurlInput,
  { document }: OperationSample,
): Promise<SavedDocument | undefined> {
  if (!document && file !== undefined) throw new UserError(`${operation} takes no document; omit --file`);
  if (!document) return undefined;
  if (file !== undefined) return readUserFile(file);
  const bytes = Buffer.from(document.base64, 'base64');
  return { path: await saveRequest(home, document.filename, bytes), filename: document.filename, bytes };
}

async function fakerPick(seed: string | undefined): Promise<SamplePick> {
  // loading one locale takes a fifth of the time that loading all of them takes
  const { faker } = await import('@faker-js/faker/locale/en');
  if (seed !== undefined) faker.seed([...seed].map((character) => character.charCodeAt(0)));
  return { id: (length) => faker.string.alphanumeric({ length, casing: 'upper' }) };
}

/** The title of a credential that a client needs to sign and that is missing; `undefined` when there is none. */
export function missingForClient({ credentialFields }: PartnerModule, credentials: Credentials): string | undefined {
  return credentialFields.find(({ name, forClient }) => forClient && credentials[name] === undefined)?.title;
}

function composerOf({ contract, credentialFields }: PartnerModule, credentials: Credentials): Composer {
  const missing = missingForClient({ contract, credentialFields } as PartnerModule, credentials);
  if (missing)
    throw new UserError(`signing for ${contract.name} needs ${missing}, which is missing from the credentials`);
  const composer = composers.find((candidate) => candidate.contract.name === contract.name);
  if (!composer) throw new UserError(`${contract.name} has no composer, so its requests cannot be signed`);
  return composer;
}

/** Splits values into path and query parameters, and body fields. */
function split(operation: Operation, values: Texts): { parameters: Texts; fields: Texts } {
  const names = [...parameterNames(operation.path), ...(operation.query ?? [])];
  const entries = Object.entries(values);
  return {
    parameters: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
    fields: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
  };
}

/** A request that is composed and signed, and what it was made from. */
export interface ComposedSample {
  readonly partner: PartnerModule;
  readonly operation: Operation;
  readonly composer: Composer;
  readonly caller: CallerContext;
  readonly draft: RequestDraft;
  readonly message: RequestMessage;
  readonly fields: readonly BodyField[];
  readonly document?: SavedDocument;
}

/**
 * Finds what a request is for.
 * @throws UserError in one sentence when there is no such partner or operation, or the operation has no such move.
 */
export function findRequested({ partner: name, operation: operationName, move }: RequestedNames) {
  const partner = findPartner(name);
  const operation = findOperation(partner, operationName);
  const read = move === undefined ? undefined : parseMove(move, scopeOf(partner.contract, operation));
  if (read?.kind === 'unknown') throw new UserError(read.message);
  return { partner, operation };
}

/**
 * Composes and signs a request from a sample and the user's fields.
 * @throws UserError in one sentence when a name, a field, the file or the credentials cannot be used.
 */
export async function composeSample(input: CurlInput): Promise<ComposedSample> {
  const { partner, operation } = findRequested(input);
  const sample = partner.samples[operation.name];
  if (!sample) throw new UserError(`${operation.name} has no sample request`);
  const composer = composerOf(partner, input.credentials);
  const known = [...parameterNames(operation.path), ...(operation.query ?? []), ...operation.requestFields];
  const given = readFields(input.fields, known);
  const document = await documentOf(input, sample);
  const generated = sample.values(input.pick ?? (await fakerPick(input.seed)), input.credentials);
  const { parameters, fields: values } = split(operation, { ...generated, ...given });
  const fields = sample.body(values, document);
  const method = (input.method ?? operation.methods[0] ?? 'POST').toUpperCase();
  const settings = Object.fromEntries(
    Object.entries(partner.contract.settings).map(([name, one]) => [name, one.default]),
  );
  const caller = { credentials: input.credentials, at: new Date(), settings };
  const draft = { operation, method, parameters, body: { fields } };
  const message = composeRequest(composer, draft, caller);
  return { partner, operation, composer, caller, draft, message, fields, ...(document ? { document } : {}) };
}

/** What the curl command for a composed sample is written from. */
function sourceOf(input: CurlInput, composed: ComposedSample): CurlSource {
  const { partner, operation, composer, caller, draft, message, fields, document } = composed;
  return {
    contract: partner.contract,
    url: input.url,
    bodyKind: operation.bodyKind,
    message,
    fields,
    ...(document ? { document } : {}),
    signsBody: operation.bodyKind === 'multipart' && signsBoundary(composer, draft, caller),
    saveBody: (bytes) => saveRequest(input.home, `${operation.name}.${operation.bodyKind}`, bytes),
  };
}

/** Answers do not end with a line feed. */
const END_LINE = ['-w', '\\n'];

const inShell = (words: readonly string[]) => words.map(shellQuote).join(' ');

/**
 * Writes a complete, validly signed curl command on one line.
 * @throws UserError in one sentence when a name, a field, the file or the credentials cannot be used.
 */
export async function writeCurlCommand(input: CurlInput): Promise<string> {
  const words = await curlWords(sourceOf(input, await composeSample(input)));
  const move = input.move === undefined ? [] : ['-H', `x-sparring-move: ${input.move}`];
  return inShell(['curl', '-sS', ...END_LINE, ...words, ...move]);
}

/**
 * Writes a signed curl command that also prints the headers of the answer, on at most three lines: its headers and its
 * body are in files.
 * @throws UserError as `writeCurlCommand`
 */
export async function writeShortCurlCommand(input: CurlInput): Promise<string> {
  const composed = await composeSample(input);
  const saveHeaders = (lines: string) =>
    saveRequest(input.home, `${composed.operation.name}.headers`, Buffer.from(lines));
  const [target = [], ...others] = await curlParts({ ...sourceOf(input, composed), saveHeaders });
  return [['curl', '-sSi', ...END_LINE, ...target], ...others]
    .filter((words) => words.length > 0)
    .map(inShell)
    .join(' \\\n  ');
}
