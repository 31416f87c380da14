/** A server-sent event. */
export interface ServerEvent {
  readonly name: string;
  /** `undefined` when it has none. */
  readonly id: string | undefined;
  readonly data: string;
}

function readEvent(block: string): ServerEvent {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    // a line that begins with a colon is a comment; data can have several lines
    if (name === 'data' && fields.has('data')) fields.set(name, `${fields.get(name)}\n${value}`);
    else if (name !== '') fields.set(name, value);
  }
  return { name: fields.get('event') ?? 'message', id: fields.get('id'), data: fields.get('data') ?? '' };
}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) whose lines end with a line
 * feed, as those of a simulator do. Comments have no data.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let unread = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const blocks = (unread + decoder.decode(chunk, { stream: true })).split('\n\n');
    unread = blocks.pop() ?? '';
    for (const block of blocks) yield readEvent(block);
  }
}
