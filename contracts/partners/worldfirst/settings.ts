import type { SettingsOf, SettingsTable } from '../../partner.js';

const assumed = (source: string) => ({ kind: 'assumed', source }) as const;

/** What worldfirst's documents leave open. */
export const settings = {
  onRepeat: {
    kind: 'choice',
    default: 'check',
    choices: ['check', 'accept'],
    provenance: assumed('decision W14'),
    why: 'The page says attachmentId is not for idempotence, and yet lists REPEAT_REQ_INCONSISTENT; `accept` never refuses a repeat.',
    decision: 'W14',
  },
  requestTimeWindowSeconds: {
    kind: 'count',
    default: null,
    nullable: true,
    provenance: assumed('decision W8'),
    why: 'No tolerance for Request-Time is documented anywhere; with a number, older or future requests are PARAM_ILLEGAL.',
    decision: 'W8',
  },
  requestsPerSecond: {
    kind: 'count',
    default: null,
    nullable: true,
    provenance: assumed('decision W16'),
    why: 'A traffic limit is documented by its code only, without a number.',
    decision: 'W16',
  },
  signRefusals: {
    kind: 'flag',
    default: false,
    provenance: { kind: 'family', source: 'decision W9' },
    why: 'The gateway family leaves refusals up to the signature check unsigned; some clients cannot read an unsigned answer.',
    decision: 'W9',
  },
  keyVersion: {
    kind: 'count',
    default: 2,
    provenance: { kind: 'family', source: 'decision W10' },
    why: 'The key version written into the answer signature; 0, 1 and 2 are all seen.',
    decision: 'W10',
  },
  sniffContent: {
    kind: 'flag',
    default: true,
    provenance: assumed('decision W12'),
    why: 'JPG or PNG is documented; whether the partner looks at the bytes is not.',
    decision: 'W12',
  },
} as const satisfies SettingsTable;

export type WorldFirstSettings = SettingsOf<typeof settings>;
