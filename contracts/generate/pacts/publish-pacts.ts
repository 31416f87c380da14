import { readFileSync } from 'node:fs';
import { composers, PACT_CONSUMER, pactPath } from '@sparring/cases';

/** Where pacts are published, and under which version. */
export interface Broker {
  readonly baseUrl: string;
  readonly token?: string;
  /** The version of the consumer. */
  readonly version: string;
}

/** Reads the broker from the environment; `undefined` unless `PACT_BROKER_BASE_URL` is set. */
export function brokerOf(environment: Readonly<Record<string, string | undefined>>): Broker | undefined {
  const { PACT_BROKER_BASE_URL: baseUrl, PACT_BROKER_TOKEN: token, PACT_VERSION: version } = environment;
  if (!baseUrl) return undefined;
  if (!version) throw new Error('PACT_VERSION is not set; a broker needs the version of the consumer');
  return { baseUrl: baseUrl.replace(/\/+$/, ''), version, ...(token ? { token } : {}) };
}

/** Publishes every pact (https://docs.pact.io/pact_broker/api: PUT of provider, consumer and version). */
export async function publishPacts({ baseUrl, token, version }: Broker): Promise<readonly string[]> {
  const published: string[] = [];
  const withPacts = composers.filter(({ providerStates }) => providerStates !== undefined);
  for (const { name } of withPacts.map(({ contract }) => contract)) {
    const path = `/pacts/provider/${name}/consumer/${PACT_CONSUMER}/version/${encodeURIComponent(version)}`;
    const answer = await fetch(baseUrl + path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: readFileSync(pactPath(name)),
    });
    if (!answer.ok) throw new Error(`the broker answered ${answer.status} for the pact with ${name}`);
    published.push(path);
  }
  return published;
}
