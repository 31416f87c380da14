import type { SettingsOf, SettingsTable } from '../../partner.js';

const assumed = (source: string) => ({ kind: 'assumed', source }) as const;

/** The questions that worldfirst's documents leave open. */
export const settings = {
  onRepeat: {
    kind: 'choice',
    default: 'check',
    choices: ['check', 'accept'],
    provenance: assumed('decision W14'),
    why: 'The page says that attachmentId is not for idempotence, yet it lists REPEAT_REQ_INCONSISTENT; `accept` never refuses a repeat.',
    decision: 'W14',
  },
  requestTimeWindowSeconds: {
    kind: 'count',
    default: null,
    nullable: true,
    provenance: assumed('decision W8'),
    why: 'No tolerance for Request-Time is documented anywhere; with a number, requests further off in either direction are PARAM_ILLEGAL.',
    decision: 'W8',
  },
  requestsPerSecond: {
    kind: 'count',
    default: null,
    nullable: true,
    provenance: assumed('decision W16'),
    why: 'The code for a traffic limit is documented, but the limit itself is not.',
    decision: 'W16',
  },
  signRefusals: {
    kind: 'flag',
    default: false,
    provenance: { kind: 'family', source: 'decision W9' },
    why: 'The gateway family does not sign refusals up to the signature check; some clients cannot read an unsigned answer.',
    decision: 'W9',
  },
  keyVersion: {
    kind: 'count',
    default: 2,
    provenance: { kind: 'family', source: 'decision W10' },
    why: 'The key version in the signature of an answer; 0, 1 and 2 all occur.',
    decision: 'W10',
  },
  sniffContent: {
    kind: 'flag',
    default: true,
    provenance: assumed('decision W12'),
    why: 'JPG and PNG are documented as formats; whether the partner checks the content is not.',
    decision: 'W12',
  },
} as const satisfies SettingsTable;

export type WorldFirstSettings = SettingsOf<typeof settings>;
