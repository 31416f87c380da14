import { checkWith, partners } from '@sparring/contracts';
import { request } from 'undici';
import { type ControlRoute, hasSchema, successStatus } from '#simulator/control/route.js';
import { controlRoutes } from '#simulator/control/routes.js';
import * as compiled from '#simulator/generated/control/answers.js';

/** Everything that the control API offers. */
export const routes = controlRoutes(partners);

export interface ControlRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text already. */
  readonly body?: unknown;
}

export interface ControlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever came
  readonly json: any;
}

const checks = new Map(Object.entries(compiled).map(([name, one]) => [name, checkWith(one)]));
const checkError = checkWith(compiled.errorAnswer);

function checkOf({ answer }: ControlRoute) {
  if (!hasSchema(answer)) return undefined;
  const name = answer.replace(/[-.](.)/g, (_, letter: string) => letter.toUpperCase());
  return checks.get(name);
}

const template = ({ path }: ControlRoute) => new RegExp(`^/_sparring${path.replace(/\{\w+\}/g, '[^/]+')}$`);

/** The route of a request, if there is one. */
export const routeOf = (method: string, path: string) =>
  routes.find((route) => route.method === method && template(route).test(path.split('?')[0] ?? ''));

/** What is wrong with an answer of ours by its schema; `undefined` when nothing is. */
export function schemaProblem(method: string, path: string, { status, json }: ControlAnswer): string | undefined {
  const route = routeOf(method, path);
  if (status >= 400) return JSON.stringify(checkError(json)[0]);
  if (!route) return `${method} ${path} is not in the table`;
  if (status !== successStatus(route)) return `status ${status}`;
  if (route.answer === undefined) return json === undefined ? undefined : 'a body';
  return JSON.stringify(checkOf(route)?.(json)[0]);
}

/** Sends a request to the control API; throws when the answer violates its schema. */
export async function ask(url: string, path: string, input: ControlRequest = {}): Promise<ControlAnswer> {
  const { method = 'GET', headers = {}, body } = input;
  const isJson = body !== undefined || method === 'POST' || method === 'PATCH';
  const sent = await request(`${url}/_sparring${path}`, {
    method: method as 'POST',
    headers: { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await sent.body.text();
  const isText = String(sent.headers['content-type']).startsWith('text/plain');
  const json = isText ? text : text === '' ? undefined : JSON.parse(text);
  const answer = { status: sent.statusCode, headers: sent.headers, json };
  const problem = schemaProblem(method, `/_sparring${path}`, answer);
  if (problem !== undefined) throw new Error(`${method} ${path} is answered with ${text.slice(0, 500)}: ${problem}`);
  return answer;
}

export const post = (url: string, path: string, body: unknown = {}, headers: ControlRequest['headers'] = {}) =>
  ask(url, path, { method: 'POST', body, headers });

export const remove = (url: string, path: string) => ask(url, path, { method: 'DELETE' });
