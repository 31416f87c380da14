import { composers } from '@sparring/cases';
import type { Operation, PartnerContract } from '@sparring/contracts';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { headerValue, type Interaction, readInteractions, readJsonBody, readRequestBody } from './pact-interaction.js';
import { partners, schemasOf } from './partner-sources.js';

type Schemas = ReadonlyMap<string, ValidateFunction>;

function compileSchemas(partner: PartnerContract): Schemas {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  return new Map(schemasOf(partner).map(({ file, schema }) => [file, ajv.compile(schema)]));
}

function faults(schemas: Schemas, file: string, what: string, value: unknown): string[] {
  const validate = schemas.get(file);
  if (!validate) return [`there is no schema ${file}.json`];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);
}

async function requestFaults(
  { request }: Interaction,
  operation: Operation,
  partner: PartnerContract,
  schemas: Schemas,
): Promise<string[]> {
  const missing = Object.keys(partner.requestHeaders).filter((name) => !headerValue(request.headers, name));
  const body = await readRequestBody(request);
  return [
    ...missing.map((name) => `the request lacks the header ${name}`),
    ...faults(schemas, operation.schema.request, 'request', body),
  ];
}

function answerFaults({ response }: Interaction, operation: Operation, partner: PartnerContract, schemas: Schemas) {
  const body = readJsonBody(response.body);
  const opened = partner.open(body);
  const known = partner.catalogue.some(({ code }) => code === opened?.code);
  return [
    ...faults(schemas, operation.schema.answer, 'answer', body),
    ...(opened ? [] : ["the answer is not the partner's envelope"]),
    ...(opened && !known ? [`the catalogue has no code ${opened.code}`] : []),
  ];
}

function stateFaults({ providerStates = [] }: Interaction, partner: PartnerContract): string[] {
  const states = composers.find(({ contract }) => contract.name === partner.name)?.states ?? [];
  if (providerStates.length === 0) return ['it names no state'];
  return providerStates
    .filter(({ name }) => !states.some((state) => state.name === name))
    .map(({ name }) => `it names the unknown state "${name}"`);
}

async function interactionFaults(one: Interaction, partner: PartnerContract, schemas: Schemas): Promise<string[]> {
  const { path, method } = one.request;
  const operation = partner.operations.find((candidate) => candidate.path === path);
  if (!operation) return [`the partner has no operation at ${path}`];
  return [
    ...(operation.methods.includes(method) ? [] : [`${operation.name} knows no ${method}`]),
    ...(await requestFaults(one, operation, partner, schemas)),
    ...answerFaults(one, operation, partner, schemas),
    ...stateFaults(one, partner),
  ];
}

/** Every code is something an integrator treats differently, so every code has an interaction. */
function missingCodes(interactions: readonly Interaction[], { catalogue, open }: PartnerContract): string[] {
  const answered = new Set(interactions.map(({ response }) => open(readJsonBody(response.body))?.code));
  return catalogue.filter(({ code }) => !answered.has(code)).map(({ code }) => `no interaction answers ${code}`);
}

/** What is wrong in a partner's interactions, judged against schemas and catalogue without any server. */
export async function pactFaults(partner: PartnerContract, interactions: readonly Interaction[]): Promise<string[]> {
  const schemas = compileSchemas(partner);
  const found = await Promise.all(
    interactions.map(async (one) =>
      (await interactionFaults(one, partner, schemas)).map((fault) => `"${one.description}": ${fault}`),
    ),
  );
  return [...found.flat(), ...missingCodes(interactions, partner)];
}

/** Checks the pacts of every partner. */
export async function checkPacts(): Promise<string[]> {
  const found = await Promise.all(
    partners.map(async (partner) =>
      (await pactFaults(partner, readInteractions(partner.name))).map((fault) => `${partner.name} ${fault}`),
    ),
  );
  return found.flat();
}
