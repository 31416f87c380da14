import { UserError } from '../core/user-error.js';
import type { DocumentOperation } from '../files/kit.js';
import { MediaAnswer } from './answers.js';
import { documentOperation } from './document-operation.js';
import { createDrawing } from './draw.js';
import type { DrawTask } from './draw-worker.js';
import type { ControlRoute } from './route.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
};

/** Names in the path that do not exist make an unknown path, not a bad body. */
function inPath(partner: string, operation: string): DocumentOperation {
  try {
    return documentOperation(partner, operation);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, error.field, { code: 'unknown-path' }) : error;
  }
}

const drawDocument = createDrawing();

async function makeFile(task: DrawTask, unwanted: AbortSignal): Promise<MediaAnswer> {
  const { filename, bytes } = await drawDocument(task, unwanted);
  const extension = filename.slice(filename.lastIndexOf('.') + 1);
  const contentType = CONTENT_TYPES[extension] ?? 'application/octet-stream';
  return new MediaAnswer(contentType, bytes, { 'content-disposition': `attachment; filename="${filename}"` });
}

/** How many documents are kept: the same request makes the same bytes. */
const MAX_KEPT = 64;

/** A document that is made, or was. */
interface Kept {
  readonly answer: Promise<MediaAnswer>;
  /** Ends the making when the last one has gone. */
  readonly unwanted: AbortController;
  clients: number;
}

const kept = new Map<string, Kept>();

function keepFile(key: string, task: DrawTask): Kept {
  const unwanted = new AbortController();
  const made: Kept = { answer: makeFile(task, unwanted.signal), unwanted, clients: 0 };
  kept.set(key, made);
  const forget = () => {
    if (kept.get(key) === made) kept.delete(key);
  };
  unwanted.signal.addEventListener('abort', forget, { once: true });
  made.answer.catch(forget);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return made;
}

/** Makes a document, unless it was made lately, or everybody who waits for it has gone. */
async function madeFile(task: DrawTask, gone: AbortSignal): Promise<MediaAnswer> {
  const { partner, operation, move, format } = task;
  const key = JSON.stringify([partner, operation, move, format]);
  const found = kept.get(key) ?? keepFile(key, task);
  found.clients += 1;
  const leave = () => {
    found.clients -= 1;
    if (found.clients === 0) found.unwanted.abort(gone.reason);
  };
  gone.addEventListener('abort', leave, { once: true });
  try {
    return await found.answer;
  } finally {
    gone.removeEventListener('abort', leave);
  }
}

/** Documents that ask for a move when they are uploaded: for a tester who controls nothing but the file. */
export const fileRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/files/{partner}/{operation}',
    name: 'makeDocument',
    summary: 'Makes a document of a made-up person, which asks for a move when it is uploaded.',
    query: ['move', 'format'],
    mediaTypes: Object.values(CONTENT_TYPES),
    handle: ({ parameters: { partner = '', operation = '' }, query: { move, format }, untilGone }) => {
      const [{ extension }] = inPath(partner, operation).rules.formats;
      return madeFile({ partner, operation, move, format: format ?? extension }, untilGone());
    },
  },
];
