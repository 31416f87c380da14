import type { ServerResponse } from 'node:http';

/** An answer of another media type than JSON. */
export class MediaAnswer {
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;

  constructor(contentType: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
    this.contentType = contentType;
    this.body = body;
    this.headers = headers;
  }
}

/** An answer that is written bit by bit, head included. */
export class StreamAnswer {
  readonly start: (response: ServerResponse) => void;

  constructor(start: (response: ServerResponse) => void) {
    this.start = start;
  }
}
