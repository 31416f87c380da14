import { UserError } from '../core/user-error.js';
import type { ControlRoute, SchemaName } from './route.js';

/** Every report that a program can read as JSON, with its schema. */
export const REPORTS = {
  coverage: 'coverage.answer',
  drift: 'drift.report',
  explanation: 'explanation.answer',
  journal: 'journal.answer',
  'journal-entry': 'journal-exchange.answer',
  review: 'review.answer',
  verify: 'verify.report',
} as const satisfies Readonly<Record<string, SchemaName>>;

/** The name of a report. */
export type ReportName = keyof typeof REPORTS;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const COMPONENT = /#\/components\/schemas\/(\w+)/g;

/**
 * The JSON Schema of a report, with everything that it refers to.
 * @example await reportSchema('coverage') // { $schema, title: 'CoverageAnswer', … }
 */
export async function reportSchema(report: ReportName): Promise<object> {
  // nothing else needs the schemas, so only this loads them
  const { schemas } = await import('../generated/control/schemas.js');
  const byTitle = new Map<string, object>(Object.values(schemas).map((schema) => [schema.title, schema]));
  const found = new Map<string, object>();
  const collect = (schema: object): void => {
    for (const [, title = ''] of JSON.stringify(schema).matchAll(COMPONENT)) {
      const other = byTitle.get(title);
      if (!other || found.has(title)) continue;
      found.set(title, other);
      collect(other);
    }
  };
  const { [REPORTS[report]]: schema } = schemas;
  collect(schema);
  const definitions = found.size === 0 ? {} : { $defs: Object.fromEntries(found) };
  const text = JSON.stringify({ $schema: DIALECT, ...schema, ...definitions });
  return JSON.parse(text.replace(COMPONENT, (_, title: string) => `#/$defs/${title}`));
}

const isReport = (name: string): name is ReportName => Object.hasOwn(REPORTS, name);

/** The JSON Schema of every report. */
export const schemaRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/schemas/{report}',
    name: 'getReportSchema',
    summary: `Returns the JSON Schema of a report: ${Object.keys(REPORTS).join(', ')}.`,
    answer: 'json',
    handle: async ({ parameters: { report = '' } }) => {
      if (isReport(report)) return JSON.stringify(await reportSchema(report));
      const known = Object.keys(REPORTS);
      throw new UserError(`there is no report ${report.slice(0, 64)}`, 'report', { code: 'unknown-path', known });
    },
  },
];
