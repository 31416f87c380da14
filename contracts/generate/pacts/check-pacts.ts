import {
  bodyFormats,
  bytesOf,
  composers,
  headerValue,
  type PactInteraction,
  readInteractions,
  readJsonBody,
} from '@sparring/cases';
import { createRouter, findOutcome, type Operation, type PartnerContract, partners } from '@sparring/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readTree, schemasOf } from '../sources/partner-folders.js';

type Schemas = ReadonlyMap<string, ValidateFunction>;

function compileSchemas(partner: PartnerContract): Schemas {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  return new Map(schemasOf(readTree(), partner.name).map(({ file, schema }) => [file, ajv.compile(schema)]));
}

function faults(schemas: Schemas, file: string, what: string, value: unknown): string[] {
  const validate = schemas.get(file);
  if (!validate) return [`there is no schema ${file}.json`];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
}

async function requestFaults(
  { request }: PactInteraction,
  operation: Operation,
  partner: PartnerContract,
  schemas: Schemas,
): Promise<string[]> {
  const missing = Object.keys(partner.requestHeaders).filter((name) => !headerValue(request.headers, name));
  const contentType = headerValue(request.headers, 'content-type') ?? '';
  const body = await bodyFormats[operation.bodyKind].read(bytesOf(request.body), contentType);
  return [
    ...missing.map((name) => `the request does not have the header ${name}`),
    ...(operation.schema.request === undefined ? [] : faults(schemas, operation.schema.request, 'request', body)),
  ];
}

function answerFaults({ response }: PactInteraction, operation: Operation, partner: PartnerContract, schemas: Schemas) {
  const body = readJsonBody(response.body);
  const decoded = partner.decode(body, response.status);
  if (!decoded) return ["the answer is not the partner's envelope"];
  const outcomes = [...operation.outcomes, ...partner.unroutedOutcomes];
  if (!outcomes.some(({ code }) => code === decoded.code)) return [`${operation.name} has no outcome ${decoded.code}`];
  const sent = outcomes.find(({ code, httpStatus }) => code === decoded.code && httpStatus === response.status);
  const { schema } = sent ?? findOutcome(outcomes, decoded.code);
  if (schema !== undefined) return faults(schemas, schema, 'answer', body);
  return body === undefined ? [] : ['the answer must have no body'];
}

function stateFaults({ providerStates = [] }: PactInteraction, partner: PartnerContract): string[] {
  const states = composers.find(({ contract }) => contract.name === partner.name)?.providerStates ?? [];
  if (providerStates.length === 0) return ['it has no provider state'];
  return providerStates
    .filter(({ name }) => !states.some((state) => state.name === name))
    .map(({ name }) => `its provider state "${name}" is unknown`);
}

async function interactionFaults(one: PactInteraction, partner: PartnerContract, schemas: Schemas): Promise<string[]> {
  const { path, method } = one.request;
  const route = createRouter(partner.operations)(method, path);
  if (route.kind === 'unknown-path') return [`the partner has no operation at ${path}`];
  if (route.kind === 'unknown-method') return [`${path} does not allow ${method}`];
  return [
    ...(await requestFaults(one, route.operation, partner, schemas)),
    ...answerFaults(one, route.operation, partner, schemas),
    ...stateFaults(one, partner),
  ];
}

/** Integrators handle every code differently, so every code needs an interaction. */
function missingCodes(interactions: readonly PactInteraction[], { catalogue, decode }: PartnerContract): string[] {
  const answered = new Set(
    interactions.map(({ response }) => decode(readJsonBody(response.body), response.status)?.code),
  );
  return catalogue.filter(({ code }) => !answered.has(code)).map(({ code }) => `no interaction has the code ${code}`);
}

/** Checks a partner's interactions against its schemas and catalogue, without a server; returns what is wrong. */
export async function pactFaults(
  partner: PartnerContract,
  interactions: readonly PactInteraction[],
): Promise<string[]> {
  const schemas = compileSchemas(partner);
  const found = await Promise.all(
    interactions.map(async (one) =>
      (await interactionFaults(one, partner, schemas)).map((fault) => `"${one.description}": ${fault}`),
    ),
  );
  return [...found.flat(), ...missingCodes(interactions, partner)];
}

/** A partner without an SDK client has no pacts. */
const hasPacts = ({ name }: PartnerContract) =>
  composers.some(({ contract, providerStates }) => contract.name === name && providerStates !== undefined);

/** Checks the pacts of every partner that has them. */
export async function checkPacts(): Promise<string[]> {
  const found = await Promise.all(
    partners
      .filter(hasPacts)
      .map(async (partner) =>
        (await pactFaults(partner, readInteractions(partner.name))).map((fault) => `${partner.name} ${fault}`),
      ),
  );
  return found.flat();
}
