import { UserError } from '../core/user-error.js';
import { ControlError } from './control-error.js';

/** Where a simulator is and how to talk to it. */
export interface Connection {
  /** Without a path. */
  readonly url: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

/** One call of the control API. */
export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_sparring`. */
  readonly path: string;
  /** What is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Any JSON; `undefined` is sent as `null`, so that it is refused where something is needed. */
  readonly body?: unknown;
}

const START = 'Start it with `npx sparring start`, or use the URL that it printed.';

function targetOf({ url }: Connection, { path, query = {} }: Call): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const text = new URLSearchParams(Object.fromEntries(given)).toString();
  return `${url}/_sparring${path}${text === '' ? '' : `?${text}`}`;
}

/** JSON has no such numbers: as a text, they are refused instead of read as `null`, which can be a value. */
const withoutNull = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;

function writeJson(body: unknown): string {
  try {
    return JSON.stringify(body ?? null, withoutNull);
  } catch (error) {
    throw new UserError(`the input cannot be sent as JSON: ${(error as Error).message.split('\n', 1)[0]}`);
  }
}

function requestOf({ token, timeoutMs }: Connection, call: Call): RequestInit {
  const hasBody = 'body' in call;
  return {
    method: call.method ?? 'GET',
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: writeJson(call.body) } : {}),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  };
}

/** Why there was no answer. `fetch` hides the reason in the causes of its error. */
function noAnswer({ url, timeoutMs }: Connection, error: unknown): ControlError {
  if ((error as Error).name === 'TimeoutError') {
    const todo = 'Try again, or allow more time with timeoutMs.';
    return new ControlError(`the simulator at ${url} did not answer within ${timeoutMs} ms`, { code: 'timeout', todo });
  }
  const { cause } = error as { cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? (error as Error).message;
  return new ControlError(`no simulator can be reached at ${url} (${reason})`, { code: 'unreachable', todo: START });
}

function notASimulator({ url }: Connection, { status }: Response): ControlError {
  const message = `what answers at ${url} with status ${status} is not a Sparring simulator`;
  return new ControlError(message, { code: 'not-a-simulator', todo: START, httpStatus: status });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Failure {
  readonly error?: {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly todo?: unknown;
    readonly field?: string;
    readonly known?: readonly string[];
  };
}

function refusal(connection: Connection, response: Response, body: unknown): ControlError {
  const { code, message, todo, field, known } = (body as Failure | null | undefined)?.error ?? {};
  if (typeof code !== 'string' || typeof message !== 'string') return notASimulator(connection, response);
  return new ControlError(message, { code, todo: String(todo), httpStatus: response.status, field, known });
}

/**
 * Opens a stream of the control API; the time limit is for its head.
 * @param signal ends the stream
 * @throws ControlError when the simulator refuses, or cannot be reached.
 */
export async function openStream(
  connection: Connection,
  call: Call,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('too late', 'TimeoutError')), connection.timeoutMs);
  const request = requestOf(connection, call);
  const own = { headers: { ...request.headers, ...headers }, signal: AbortSignal.any([late.signal, signal]) };
  try {
    const response = await fetch(targetOf(connection, call), { ...request, ...own });
    if (response.ok) return response;
    throw refusal(connection, response, readJson(await response.text()));
  } catch (error) {
    throw error instanceof ControlError ? error : noAnswer(connection, error);
  } finally {
    clearTimeout(timer);
  }
}

/** Calls the control API; throws a `ControlError` when it refuses. */
async function receive(connection: Connection, call: Call): Promise<{ response: Response; text: string }> {
  const request = requestOf(connection, call);
  let response: Response;
  let text: string;
  try {
    response = await fetch(targetOf(connection, call), request);
    text = await response.text();
  } catch (error) {
    throw noAnswer(connection, error);
  }
  if (!response.ok) throw refusal(connection, response, readJson(text));
  return { response, text };
}

/**
 * Calls the control API of a running simulator for an answer that is a text.
 * @throws ControlError when the simulator refuses, or cannot be reached.
 */
export const callForText = async (connection: Connection, call: Call): Promise<string> =>
  (await receive(connection, call)).text;

/**
 * Calls the control API of a running simulator.
 * @returns the decoded answer; `undefined` when it has no body.
 * @throws ControlError when the simulator refuses, or cannot be reached.
 */
export async function callControl(connection: Connection, call: Call): Promise<unknown> {
  const { response, text } = await receive(connection, call);
  const body = readJson(text);
  if (body === undefined && response.status !== 204) throw notASimulator(connection, response);
  return body;
}
