import type { Coverage } from './coverage.js';
import type { CoverageMinimum } from './minimum.js';
import { writeCoverageJunit } from './report-junit.js';
import { writeCoverageMarkdown } from './report-markdown.js';
import { writeCoverageText } from './report-text.js';

/** How a coverage can be written. JSON is in the form of `control/schema/coverage.answer.json`. */
export const coverageFormats = {
  text: writeCoverageText,
  json: (coverage: Coverage) => `${JSON.stringify(coverage, null, 2)}\n`,
  junit: writeCoverageJunit,
  markdown: writeCoverageMarkdown,
} as const satisfies Readonly<Record<string, (coverage: Coverage, minimum: CoverageMinimum) => string>>;

/** The name of a format. */
export type CoverageFormat = keyof typeof coverageFormats;
