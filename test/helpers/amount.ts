/*
 * `npm test` without `TESTS=all` leaves out what takes long. A test file that is named, or run by itself, is run whole.
 */
const isQuick = process.env['TESTS'] === 'quick';

/**
 * How many of many alike cases a test tries: all of them, or `few` when it must be quick.
 * @example
 * const uploads = amount(10_000, 500);
 */
export const amount = (all: number, few: number): number => (isQuick ? few : all);

export const TAKES_LONG = 'takes long: TESTS=all npm test runs it';

/**
 * The options of a test that takes long and whose subject others touch too.
 * @example
 * t.test('every breakage is caught', LONG, async (t) => { … });
 */
export const LONG: { readonly skip?: string } = isQuick ? { skip: TAKES_LONG } : {};
