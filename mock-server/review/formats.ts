import { writeReviewJunit } from './report-junit.js';
import { writeReviewText } from './report-text.js';
import type { Review } from './review.js';

/** How a review can be written. JSON is in the form of `control/schema/review.answer.json`. */
export const reviewFormats = {
  text: writeReviewText,
  json: (review: Review) => `${JSON.stringify(review, null, 2)}\n`,
  junit: writeReviewJunit,
} as const satisfies Readonly<Record<string, (review: Review) => string>>;
