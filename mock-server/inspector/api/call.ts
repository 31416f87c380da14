import { signal } from '@preact/signals';
import type { ErrorAnswer } from './types.js';

const PREFIX = '/_sparring';
const TOKEN_KEY = 'sparring-token';

/** Why a call failed, in the words of the simulator. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;

  constructor(status: number, { code, message, field }: ErrorAnswer['error']) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** Whether the simulator wants a token that the page does not have. */
export const needsToken = signal(false);

/** Counts calls that named a lane that there is not: somebody has deleted it. */
export const lanesMissed = signal(0);

/** Whether the simulator answers. */
export const isReachable = signal(true);

const readToken = () => sessionStorage.getItem(TOKEN_KEY) ?? '';

/** Keeps the token for this tab alone. */
export const keepToken = (token: string): void => sessionStorage.setItem(TOKEN_KEY, token);

/** Only a text that a header can carry; anything else cannot be the token anyway. */
const authorization = (): Record<string, string> => {
  const token = readToken();
  return /^[\x21-\x7e]+$/.test(token) ? { authorization: `Bearer ${token}` } : {};
};

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

function targetOf(path: string, query: CallOptions['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const text = new URLSearchParams(given).toString();
  return PREFIX + path + (text === '' ? '' : `?${text}`);
}

async function failureOf(answer: Response): Promise<CallError> {
  const fallback = { code: 'bug', message: `the simulator answered with HTTP ${answer.status}`, todo: '' } as const;
  const { error = fallback } = (await answer.json().catch(() => ({}))) as Partial<ErrorAnswer>;
  if (answer.status === 401) needsToken.value = true;
  if (error.code === 'unknown-lane') lanesMissed.value++;
  return new CallError(answer.status, error);
}

function unreachable(error: unknown, options: CallOptions): unknown {
  if (options.signal?.aborted) return error;
  isReachable.value = false;
  return new CallError(0, { code: 'unreachable', message: 'the simulator does not answer; is it running?', todo: '' });
}

/**
 * Sends a request to the control API.
 * @throws CallError when it fails.
 */
export async function request(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', query, body, accept = 'application/json', signal: abort } = options;
  const isJson = method === 'POST' || method === 'PATCH';
  let answer: Response;
  try {
    answer = await fetch(targetOf(path, query), {
      method,
      headers: { accept, ...authorization(), ...(isJson ? { 'content-type': 'application/json' } : {}) },
      body: isJson ? JSON.stringify(body ?? {}) : null,
      signal: abort ?? null,
    });
  } catch (error) {
    throw unreachable(error, options);
  }
  isReachable.value = true;
  if (!answer.ok) throw await failureOf(answer);
  return answer;
}

/** Sends a request and reads its JSON; `undefined` when there is no body. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const answer = await request(path, options);
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
