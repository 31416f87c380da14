import { request } from './call.js';

/** A server-sent event. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

const fieldOf = (lines: readonly string[], name: string) =>
  lines
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
    .trimStart();

/** Reads an event; one without data is only a sign of life. */
function readEvent(text: string): ServerEvent | undefined {
  const lines = text.split('\n');
  const data = fieldOf(lines, 'data');
  return data === undefined ? undefined : { name: fieldOf(lines, 'event') ?? 'message', data };
}

/**
 * Reads server-sent events until the simulator ends them. `EventSource` of the browser cannot send the token.
 * @throws CallError when the simulator refuses or cannot be reached.
 */
export async function* readEvents(
  path: string,
  query: Readonly<Record<string, number | string | undefined>>,
  signal: AbortSignal,
): AsyncGenerator<readonly ServerEvent[]> {
  const { body } = await request(path, { query, signal, accept: 'text/event-stream' });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  for (;;) {
    const { value = '', done = true } = (await reader?.read()) ?? {};
    const texts = (waiting + value).split('\n\n');
    waiting = texts.pop() ?? '';
    const events = texts.map(readEvent).filter((event) => event !== undefined);
    if (events.length > 0) yield events;
    if (done) return;
  }
}
