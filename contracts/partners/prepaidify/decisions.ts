import type { Decision, Provenance } from '../../partner.js';

const PAGE = 'https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo';
const CODES = 'https://alchemypay.readme.io/docs/error-code-explanation';
const OPTIONS = 'https://alchemypay.readme.io/docs/integration-options-1';
const documented = (source = PAGE): Provenance => ({ kind: 'documented', source });
const family = (source: string): Provenance => ({ kind: 'family', source });
const assumed = (source: string): Provenance => ({ kind: 'assumed', source });

/** What is done where prepaidify's pages are silent or contradict themselves. */
export const decisions: readonly Decision[] = [
  {
    id: 'K1',
    question: 'GET or POST?',
    answer:
      'Both, with the same multipart body; the signed method is the one used. Any other method on the path is HTTP 404 with code 1.',
    provenance: documented(
      `${PAGE} (GET) and https://alchemypay.readme.io/docs/upload-relevant-identification-documents (POST)`,
    ),
  },
  {
    id: 'K2',
    question: 'Which HTTP status do answers have?',
    answer: '200 with the envelope; an unknown path below /open/ is 404 with the envelope, code 1.',
    provenance: assumed('sibling APIs put business codes in HTTP 200'),
  },
  {
    id: 'K3',
    question: 'Where are the credentials?',
    answer: 'In the headers ach-access-key, ach-access-timestamp and ach-access-sign.',
    provenance: documented(OPTIONS),
  },
  {
    id: 'K4',
    question: 'What does a multipart request sign?',
    answer:
      'timestamp + METHOD + path; the body adds nothing. A query belongs to the path, its pairs decoded and sorted. With the setting `fields`, the text parts are added as sorted compact JSON.',
    provenance: family("the vendor's sample code for the sibling API"),
    setting: 'multipartSigning',
  },
  {
    id: 'K5',
    question: 'How far may the timestamp be off?',
    answer: '300 seconds either way; the refusal has the documented text, "(1 minute)" included.',
    provenance: documented(`${OPTIONS} (5 minutes) and ${CODES} (1 minute)`),
    setting: 'timestampWindowSeconds',
  },
  {
    id: 'K6',
    question: 'Which codes do bad headers earn?',
    answer:
      'Missing: 3000 naming it. Unknown key: 200007. Stale, future or malformed timestamp: 200005. Wrong signature: 200006.',
    provenance: assumed(`the codes are documented (${CODES}), which cause earns which is ours`),
  },
  {
    id: 'K7',
    question: 'How is the answer written?',
    answer: 'Keys in the order code, msg, model, traceId, success, error; code is a string; model null.',
    provenance: documented(`${PAGE} (Response Example)`),
    setting: 'successMessage',
  },
  {
    id: 'K8',
    question: 'What does a traceId look like?',
    answer: '32 lower-case hex digits, the first 8 the unix time in seconds.',
    provenance: documented('read off the published samples'),
  },
  {
    id: 'K9',
    question: 'How large may a file be?',
    answer: '5242880 bytes; one more is 4002; an empty file is 4003.',
    provenance: assumed(`${PAGE} says 5M; the exact number is ours`),
  },
  {
    id: 'K10',
    question: 'How is the format judged?',
    answer:
      'By the file name: jpg, jpeg, png for idFront, idBack, face; pdf for amlReport, idvReport. Another extension is 4001, one of the other family 4007; then the first bytes: not what the extension says is 4001. Order: 4002, 4003, 4001 by name, 4007, 4001 by bytes.',
    provenance: assumed(`the formats are documented (${PAGE}), the way to judge them is ours`),
    setting: 'sniffContent',
  },
  {
    id: 'K11',
    question: 'Which codes do bad fields earn?',
    answer:
      'Missing or blank file, requestNo or type: 3000 naming it. Unknown type: 4004. requestNo over 64 characters: 200002 naming it.',
    provenance: assumed(`the codes are documented (${CODES}), which cause earns which is ours`),
  },
  {
    id: 'K12',
    question: 'How are the parts read?',
    answer:
      'In any order; unknown ones ignored; a known one sent twice is 4004, before any missing one; broken multipart or no boundary is 4004; a body that is not multipart is 3000 naming file.',
    provenance: assumed('no page says'),
  },
  {
    id: 'K13',
    question: 'Must requestNo be registered first?',
    answer: 'No; with the setting, an unknown one is 4006.',
    provenance: assumed('the pages recommend an order without demanding it'),
    setting: 'requireRegisteredRequest',
  },
  {
    id: 'K14',
    question: 'What happens when the same type is sent again?',
    answer: 'It replaces the earlier file, with success; after a decision it is 4012.',
    provenance: assumed('no code for a duplicate file exists'),
  },
  {
    id: 'K15',
    question: 'What happens to a body far over the limit?',
    answer: 'It is read and thrown away up to 64 MiB, then answered 4002. Below that the connection is never cut.',
    provenance: assumed('no page says'),
  },
];
