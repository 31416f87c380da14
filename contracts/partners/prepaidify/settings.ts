import type { SettingsOf, SettingsTable } from '../../partner.js';

const assumed = (source: string) => ({ kind: 'assumed', source }) as const;

/** The questions that prepaidify's documents leave open. */
export const settings = {
  multipartSigning: {
    kind: 'choice',
    default: 'none',
    choices: ['none', 'fields'],
    provenance: { kind: 'family', source: 'decision K4' },
    why: 'No page says what a multipart request signs; the sample code of the vendor does not sign the body, `fields` signs the text parts as sorted, compact JSON.',
    decision: 'K4',
  },
  timestampWindowSeconds: {
    kind: 'count',
    default: 300,
    provenance: { kind: 'documented', source: 'decision K5' },
    why: 'Five minutes on one page, one minute on another.',
    decision: 'K5',
  },
  successMessage: {
    kind: 'text',
    default: '操作成功',
    provenance: { kind: 'documented', source: 'decision K7' },
    why: 'A later revision of the page shows SUCCESS.',
    decision: 'K7',
  },
  sniffContent: {
    kind: 'flag',
    default: true,
    provenance: assumed('decision K10'),
    why: 'The formats are documented; whether the partner checks the content is not.',
    decision: 'K10',
  },
  requireRegisteredRequest: {
    kind: 'flag',
    default: false,
    provenance: assumed('decision K13'),
    why: 'The pages recommend submitting the basic information first, without saying whether an upload requires it.',
    decision: 'K13',
  },
} as const satisfies SettingsTable;

export type PrepaidifySettings = SettingsOf<typeof settings>;
