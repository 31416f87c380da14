import type { IncomingHttpHeaders } from 'node:http';
import type { schemas } from '../generated/control/schemas.js';
import type { LaneControl } from '../lanes/lane-control.js';
import type { Lanes } from '../lanes/lanes.js';
import type { MediaAnswer, StreamAnswer } from './answers.js';
import type { JournalEvents } from './journal-events.js';
import type { QueryParameter, ReadQuery } from './query-parameters.js';

/** The file name of a schema in `schema/`, without `.json`. */
export type SchemaName = keyof typeof schemas;
export type AnswerName = Extract<SchemaName, `${string}.answer`>;
export type RequestName = Extract<SchemaName, `${string}.request`>;

/** A request to the control API after its access, query and body were read. */
export interface ControlCall extends ReadQuery {
  readonly lanes: Lanes;
  readonly events: JournalEvents;
  /** The home folder, if whoever calls may know it. */
  readonly home: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Where the caller reached the simulator, without a path. */
  readonly origin: string;
  /** From the path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The decoded body, which can be any JSON; `{}` when it is empty. */
  readonly body: unknown;
  /** The lane of the query, or the default one; throws a `UserError` when there is none. */
  lane(): LaneControl;
  /** Aborted with a `UserError` when the client has gone or the simulator closes. */
  untilGone(): AbortSignal;
}

/** What a route answers: an object, JSON or text that is already written, another media type, a stream, or nothing. */
export type ControlAnswer = object | string | MediaAnswer | StreamAnswer | undefined;

/** One thing that the control API offers. The table of all of them is also its OpenAPI description. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_sparring`, for example `/rules/{id}`. */
  readonly path: string;
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly query?: readonly QueryParameter[];
  readonly request?: RequestName;
  /** The schema of a success; absent when it has no body. `json` is any JSON, `text` plain text. */
  readonly answer?: AnswerName | 'json' | 'text';
  /** The media types of a success, other than that. */
  readonly mediaTypes?: readonly string[];
  /** Default: 200 with an answer, 204 without. */
  readonly httpStatus?: number;
  /** Answered without a token: a container's health check has none, and learns nothing else here. */
  readonly open?: true;
  /** Whether the answer can have many megabytes, so that only a few may be unread at the same time. */
  isLarge?(read: ReadQuery): boolean;
  /**
   * Answers a call.
   * @throws UserError when the call cannot be used.
   */
  handle(call: ControlCall): Promise<ControlAnswer> | ControlAnswer;
}

/** The HTTP status of a success. */
export const successStatus = ({ httpStatus, answer, mediaTypes }: ControlRoute): number =>
  httpStatus ?? (answer || mediaTypes ? 200 : 204);

/** Whether an answer has a schema of its own. */
export const hasSchema = (answer: ControlRoute['answer']): answer is AnswerName =>
  answer !== undefined && answer !== 'json' && answer !== 'text';
