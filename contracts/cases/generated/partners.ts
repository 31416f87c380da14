// Written by `npm run generate`; do not edit.
import type { Composer } from '../composer.js';
import { composer as prepaidify } from '../partners/prepaidify/compose.js';
import { composer as worldfirst } from '../partners/worldfirst/compose.js';

/** The composer of every partner that has cases. */
export const composers: readonly Composer[] = [prepaidify, worldfirst];
