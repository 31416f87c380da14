import type { Decision, Provenance } from '../../partner.js';

const PAGE = 'https://prepaidify.gitbook.io/docs/kyc-sharing-api/api/upload-photo';
const CODES = 'https://alchemypay.readme.io/docs/error-code-explanation';
const OPTIONS = 'https://alchemypay.readme.io/docs/integration-options-1';
const documented = (source = PAGE): Provenance => ({ kind: 'documented', source });
const family = (source: string): Provenance => ({ kind: 'family', source });
const assumed = (source: string): Provenance => ({ kind: 'assumed', source });

/** What the simulator does where prepaidify's pages are silent or contradict each other. */
export const decisions: readonly Decision[] = [
  {
    id: 'K1',
    question: 'GET or POST?',
    answer:
      'Both, with the same multipart body; the method used is the method signed. Any other method on the path is answered with HTTP 404 and code 1.',
    provenance: documented(
      `${PAGE} (GET) and https://alchemypay.readme.io/docs/upload-relevant-identification-documents (POST)`,
    ),
  },
  {
    id: 'K2',
    question: 'Which HTTP status do answers have?',
    answer: '200 with the envelope; an unknown path below /open/ is answered with 404 and the envelope, code 1.',
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
      'timestamp + METHOD + path; the body is not signed. A query is part of the path, with its pairs decoded and sorted. With the setting `fields`, the text parts are appended as sorted, compact JSON.',
    provenance: family("the vendor's sample code for the sibling API"),
    setting: 'multipartSigning',
  },
  {
    id: 'K5',
    question: 'How far may the timestamp be off?',
    answer: '300 seconds in either direction; the refusal has the documented text, including "(1 minute)".',
    provenance: documented(`${OPTIONS} (5 minutes) and ${CODES} (1 minute)`),
    setting: 'timestampWindowSeconds',
  },
  {
    id: 'K6',
    question: 'Which codes do bad headers get?',
    answer:
      'Missing header: 3000, naming it. Unknown key: 200007. Stale, future or malformed timestamp: 200005. Invalid signature: 200006.',
    provenance: assumed(`the codes are documented (${CODES}); which cause gets which code is our choice`),
  },
  {
    id: 'K7',
    question: 'How is the answer written?',
    answer: 'Keys in the order code, msg, model, traceId, success, error; code is a string; model is null.',
    provenance: documented(`${PAGE} (Response Example)`),
    setting: 'successMessage',
  },
  {
    id: 'K8',
    question: 'What does a traceId look like?',
    answer: '32 lower-case hex digits; the first 8 are the Unix time in seconds.',
    provenance: documented('read off the published samples'),
  },
  {
    id: 'K9',
    question: 'How large may a file be?',
    answer: '5242880 bytes; a larger file is 4002; an empty file is 4003.',
    provenance: assumed(`${PAGE} says 5M; the exact number is our choice`),
  },
  {
    id: 'K10',
    question: 'How is the format checked?',
    answer:
      'First by the file name: jpg, jpeg or png for idFront, idBack and face; pdf for amlReport and idvReport. Any other extension is 4001, an extension for the other group of types is 4007. Then by the first bytes: content that does not match the extension is 4001. Order: 4002, 4003, 4001 by name, 4007, 4001 by content.',
    provenance: assumed(`the formats are documented (${PAGE}); how they are checked is our choice`),
    setting: 'sniffContent',
  },
  {
    id: 'K11',
    question: 'Which codes do bad fields get?',
    answer:
      'Missing or blank file, requestNo or type: 3000, naming it. Unknown type: 4004. requestNo of more than 64 characters: 200002, naming it.',
    provenance: assumed(`the codes are documented (${CODES}); which cause gets which code is our choice`),
  },
  {
    id: 'K12',
    question: 'How are the parts read?',
    answer:
      'In any order. Unknown parts are ignored. A repeated known part is 4004, even if another one is missing. A malformed multipart body, a missing boundary, more than 100 parts, or a name or file name of more than 2,048 characters is 4004. A body that is not multipart is 3000, naming file.',
    provenance: assumed('not documented'),
  },
  {
    id: 'K13',
    question: 'Must requestNo be registered first?',
    answer: 'No; with the setting, an unregistered one is 4006.',
    provenance: assumed('the pages recommend an order without requiring it'),
    setting: 'requireRegisteredRequest',
  },
  {
    id: 'K14',
    question: 'What happens when the same type is sent again?',
    answer: 'The new file replaces the earlier one, with code 0; after the decision it is 4012.',
    provenance: assumed('there is no code for a duplicate file'),
  },
  {
    id: 'K15',
    question: 'What happens to a body far over the limit?',
    answer:
      'It is read and discarded up to 64 MiB, then answered with 4002. Below that, the connection is never closed early.',
    provenance: assumed('not documented'),
  },
];
