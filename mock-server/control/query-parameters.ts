import { type OwnError, ownError } from '../core/own-error.js';
import { UserError } from '../core/user-error.js';

/** Every query parameter of the control API, for its OpenAPI description; those with a type are whole numbers. */
export const QUERY_PARAMETERS = {
  lane: { description: 'The name of a lane; default: the default lane.' },
  partner: { description: 'Only of this partner.' },
  operation: { description: 'Only of this operation.' },
  code: { description: 'Only entries with this code.' },
  businessId: { description: 'Only requests about this id.' },
  since: { description: 'Only entries from this time on, by the clock of their lane; ISO 8601 with a time zone.' },
  before: { description: 'Only entries with a lower number; the `next` of the page before.', minimum: 1 },
  after: { description: 'Only entries with a higher number.', minimum: 0 },
  limit: { description: 'How many entries at most; default: 100.', minimum: 1, maximum: 1_000 },
  id: { description: 'A business id; without it, the ids that were named last.' },
  move: { description: 'A code, or a fault such as `delay(2s)`; default: no move.' },
  thumbnails: {
    description:
      'Whether to wait for the small pictures of documents, which can take seconds for a large photo: `true` or `false`; default: `true`.',
  },
  format: {
    description:
      'Of a document: `png`, `jpg` or `pdf`, default: the first that the operation takes. Of the journal: `har`, and for one entry also `curl` or `pact`; default: `json`.',
  },
} as const;

/** The name of a query parameter. */
export type QueryParameter = keyof typeof QUERY_PARAMETERS;
type NumberParameter = 'before' | 'after' | 'limit';

/** The query of a request. */
export interface ReadQuery {
  readonly query: Readonly<Partial<Record<Exclude<QueryParameter, NumberParameter>, string>>>;
  readonly numbers: Readonly<Partial<Record<NumberParameter, number>>>;
}

const QUOTED_CHARACTERS = 64;

/** Why a query cannot be used: nobody notices that a misspelt filter has no effect. */
export function refuseQuery(query: object, known: readonly QueryParameter[]): OwnError | undefined {
  for (const [name, value] of Object.entries(query)) {
    const shown = name.slice(0, QUOTED_CHARACTERS);
    if (!(known as readonly string[]).includes(name)) {
      return ownError('unknown-parameter', `there is no query parameter ${shown} here`, known, shown);
    }
    if (typeof value !== 'string') {
      return ownError('invalid-parameter', `the query parameter ${shown} is given more than once`, undefined, shown);
    }
  }
  return undefined;
}

const isNumber = (name: QueryParameter) => 'minimum' in QUERY_PARAMETERS[name];

function readNumber(name: QueryParameter, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UserError(`${name} must be a whole number`, name);
}

/**
 * Reads a query that `refuseQuery` has not refused.
 * @throws UserError when a number is none.
 */
export function readQuery(query: object): ReadQuery {
  const given = Object.entries(query) as readonly (readonly [QueryParameter, string])[];
  const numbers = given
    .filter(([name]) => isNumber(name))
    .map(([name, text]) => [name, readNumber(name, text)] as const);
  return {
    query: Object.fromEntries(given.filter(([name]) => !isNumber(name))),
    numbers: Object.fromEntries(numbers),
  };
}
