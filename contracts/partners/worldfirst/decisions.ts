import type { Decision, Provenance } from '../../partner.js';

const PAGE = 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment';
const documented = (source = PAGE): Provenance => ({ kind: 'documented', source });
const family = (source: string): Provenance => ({ kind: 'family', source });
const assumed = (source: string): Provenance => ({ kind: 'assumed', source });

const GATEWAY_SIGNATURE = 'https://global.alipay.com/docs/ac/ams/digital_signature';
const CLIENTS = "what the gateway family's official clients send and accept";

/** What the simulator does where worldfirst's page is silent or contradicts itself. */
export const decisions: readonly Decision[] = [
  {
    id: 'W1',
    question: 'Which HTTP status do answers have?',
    answer: '200 for every JSON answer: S, F and U, including a wrong method and an unknown path.',
    provenance: family(`${CLIENTS}: most reject any other status`),
  },
  {
    id: 'W2',
    question: 'Which codes does the gateway return before it reaches the operation?',
    answer:
      'METHOD_NOT_SUPPORTED, INVALID_API (unknown path below /aps/), MEDIA_TYPE_NOT_ACCEPTABLE (Content-Type missing or not JSON; Accept is ignored), INVALID_CLIENT (unknown Client-Id).',
    provenance: family('https://docs.alipayplus.com/alipayplus/alipayplus/api_acq_older_edition/error_codes'),
  },
  {
    id: 'W3',
    question: 'Which code does a missing or malformed header get?',
    answer: 'PARAM_ILLEGAL.',
    provenance: documented(`${PAGE} (PARAM_ILLEGAL: "header fields and body fields")`),
  },
  {
    id: 'W4',
    question: 'What does resultMessage say?',
    answer: 'The documented text of the code, `success` for S. The exact cause is in the log and the journal.',
    provenance: documented(),
  },
  {
    id: 'W5',
    question: 'Which forms of the Signature header are accepted?',
    answer:
      'Pairs are split at commas and at the first =. Keys and algorithm are case-insensitive; algorithm and keyVersion are optional. The value is percent-encoded, or raw Base64 when it contains no %; a raw + together with an escape cannot be decoded. No signature= pair: PARAM_ILLEGAL. A value that cannot be decoded: INVALID_SIGNATURE.',
    provenance: assumed(`${GATEWAY_SIGNATURE}, interpreted leniently`),
  },
  {
    id: 'W6',
    question: 'What is signed?',
    answer:
      '<METHOD> <path with query>, a line feed, <Client-Id>.<Request-Time as received>.<raw body bytes>. A request target in absolute form is first reduced to its path.',
    provenance: documented(GATEWAY_SIGNATURE),
  },
  {
    id: 'W7',
    question: 'Which forms of Request-Time are accepted?',
    answer: 'Unix time in milliseconds (13 digits), or ISO 8601 with an optional fraction and Z, ±hh:mm or ±hhmm.',
    provenance: family(CLIENTS),
  },
  {
    id: 'W8',
    question: 'How old may Request-Time be?',
    answer: 'Any age; with the setting, a request outside the time window is PARAM_ILLEGAL.',
    provenance: assumed('no tolerance is documented anywhere'),
    setting: 'requestTimeWindowSeconds',
  },
  {
    id: 'W9',
    question: 'Which answers are signed?',
    answer:
      'Every answer, over its exact bytes, except refusals up to and including the signature check, which are sent without signature, response-time and client-id.',
    provenance: family('https://github.com/alipay/global-open-sdk-java/pull/1'),
    setting: 'signRefusals',
  },
  {
    id: 'W10',
    question: 'Which headers does an answer have?',
    answer:
      'In lower case: signature (algorithm, keyVersion, percent-encoded value), response-time (ISO 8601, whole seconds, offset), client-id, content-type application/json; charset=UTF-8; no content-encoding.',
    provenance: family(CLIENTS),
    setting: 'keyVersion',
  },
  {
    id: 'W11',
    question: 'How is the answer written?',
    answer: 'Compact JSON; attachmentUrl first, then result with resultCode, resultMessage, resultStatus.',
    provenance: documented(`${PAGE} (Samples)`),
  },
  {
    id: 'W12',
    question: 'Which attachmentContent is accepted?',
    answer:
      '1 to 1048576 characters of standard Base64 with padding, without white space or a data: prefix; the decoded bytes begin like a JPEG or a PNG. Anything else: PARAM_ILLEGAL.',
    provenance: assumed(`${PAGE} states the limit and the formats; how strictly they are checked is our choice`),
    setting: 'sniffContent',
  },
  {
    id: 'W13',
    question: 'Which attachmentId and attachmentType are accepted?',
    answer:
      'A string of 1 to 64 characters, and one of the three values; a wrong JSON type is PARAM_ILLEGAL; unknown fields are ignored.',
    provenance: documented(),
  },
  {
    id: 'W14',
    question: 'What happens to a repeated attachmentId?',
    answer:
      'Same client, id, type and content: SUCCESS with a new attachmentUrl. Same id with any difference: REPEAT_REQ_INCONSISTENT.',
    provenance: assumed('the only reading in which both sentences of the page are true'),
    setting: 'onRepeat',
  },
  {
    id: 'W15',
    question: 'What does an attachmentUrl look like?',
    answer: '<yyyyMMdd>_<token>, at most 512 characters; a key, not an http URL.',
    provenance: documented(`${PAGE} (Samples)`),
  },
  {
    id: 'W16',
    question: 'When is the traffic limit exceeded?',
    answer: 'Never; with the setting, when a client sends more requests per second than that.',
    provenance: assumed('only the code is documented'),
    setting: 'requestsPerSecond',
  },
  {
    id: 'W17',
    question: 'What happens to a body far over the limit, or far more complex than any upload?',
    answer:
      'Bodies of up to 8 MiB are read as JSON with up to 64 levels and 40,000 strings, commas and colons; with more, the answer is PARAM_ILLEGAL. Of larger ones, the signature is verified while the bytes are discarded, and the answer is PARAM_ILLEGAL. Below 16 MiB, the connection is never closed early.',
    provenance: assumed('a legal upload can take about 2 MiB on the wire (a client may write / as \\/)'),
  },
  {
    id: 'W18',
    question: 'Which values of algorithm and keyVersion are accepted?',
    answer: 'RSA256, and any decimal number as keyVersion; anything else is INVALID_SIGNATURE.',
    provenance: assumed('0, 1 and 2 all occur; ECC224 is mentioned without a curve or an encoding'),
  },
];
