import type { Decision, Provenance } from '../../partner.js';

const PAGE = 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment';
const documented = (source = PAGE): Provenance => ({ kind: 'documented', source });
const family = (source: string): Provenance => ({ kind: 'family', source });
const assumed = (source: string): Provenance => ({ kind: 'assumed', source });

const GATEWAY_SIGNATURE = 'https://global.alipay.com/docs/ac/ams/digital_signature';
const CLIENTS = "what the gateway family's official clients send and accept";

/** What is done where worldfirst's page is silent or contradicts itself. */
export const decisions: readonly Decision[] = [
  {
    id: 'W1',
    question: 'Which HTTP status do answers have?',
    answer: '200 for every JSON answer: S, F and U, wrong method and unknown path included.',
    provenance: family(`${CLIENTS}: most refuse any other status`),
  },
  {
    id: 'W2',
    question: 'Which codes does the gateway answer before the operation is reached?',
    answer:
      'METHOD_NOT_SUPPORTED, INVALID_API (unknown path below /aps/), MEDIA_TYPE_NOT_ACCEPTABLE (Content-Type missing or not JSON; Accept is never looked at), INVALID_CLIENT (unknown Client-Id).',
    provenance: family('https://docs.alipayplus.com/alipayplus/alipayplus/api_acq_older_edition/error_codes'),
  },
  {
    id: 'W3',
    question: 'What does a missing or malformed header earn?',
    answer: 'PARAM_ILLEGAL.',
    provenance: documented(`${PAGE} (PARAM_ILLEGAL: "header fields and body fields")`),
  },
  {
    id: 'W4',
    question: 'What does resultMessage say?',
    answer:
      'The documented text of the code, `success` on S. What exactly was wrong is told in the log and the journal.',
    provenance: documented(),
  },
  {
    id: 'W5',
    question: 'Which forms of the Signature header are read?',
    answer:
      'Pairs split at commas and at the first =, keys and algorithm in any case, algorithm and keyVersion optional, the value percent-decoded, or raw Base64 when it has no %; a raw + beside an escape cannot be decoded. No signature= pair: PARAM_ILLEGAL; a value that cannot be decoded: INVALID_SIGNATURE.',
    provenance: assumed(`${GATEWAY_SIGNATURE}, read generously`),
  },
  {
    id: 'W6',
    question: 'What is signed?',
    answer:
      '<METHOD> <path with query>, a line feed, <Client-Id>.<Request-Time as received>.<raw body bytes>. An absolute-form request target is cut to its path first.',
    provenance: documented(GATEWAY_SIGNATURE),
  },
  {
    id: 'W7',
    question: 'Which forms of Request-Time are read?',
    answer: '13 digits of epoch milliseconds, or ISO 8601 with an optional fraction and Z, ±hh:mm or ±hhmm.',
    provenance: family(CLIENTS),
  },
  {
    id: 'W8',
    question: 'How old may Request-Time be?',
    answer: 'Any age; with the setting, a request outside the window is PARAM_ILLEGAL.',
    provenance: assumed('no tolerance is documented anywhere'),
    setting: 'requestTimeWindowSeconds',
  },
  {
    id: 'W9',
    question: 'Which answers are signed?',
    answer:
      'Every answer over its exact bytes, except refusals up to and including the signature check, which go out without signature, response-time and client-id.',
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
      '1 to 1048576 characters of standard Base64 with padding, no white space, no data: prefix; the bytes begin as a JPEG or a PNG does. Anything else: PARAM_ILLEGAL.',
    provenance: assumed(`${PAGE} gives the limit and the formats; how strictly they are checked is ours`),
    setting: 'sniffContent',
  },
  {
    id: 'W13',
    question: 'Which attachmentId and attachmentType are accepted?',
    answer:
      'Strings of 1 to 64 characters, and one of the three values; a wrong JSON type is PARAM_ILLEGAL; unknown extra fields are ignored.',
    provenance: documented(),
  },
  {
    id: 'W14',
    question: 'What happens to a repeated attachmentId?',
    answer:
      'Same client, id, type and content: SUCCESS with a new attachmentUrl. The same id with any difference: REPEAT_REQ_INCONSISTENT.',
    provenance: assumed('the only reading under which both sentences of the page hold'),
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
    answer: 'Never; with the setting, above that many requests a second of one client.',
    provenance: assumed('only the code is documented'),
    setting: 'requestsPerSecond',
  },
  {
    id: 'W17',
    question: 'What happens to a body far over the limit?',
    answer:
      'Bodies up to 8 MiB are read as JSON; above, the signature is verified while the bytes are thrown away and the answer is PARAM_ILLEGAL. Below 16 MiB the connection is never cut.',
    provenance: assumed('a legal upload can take about 2 MiB on the wire (a client may write / as \\/)'),
  },
  {
    id: 'W18',
    question: 'Which algorithm and keyVersion are known?',
    answer: 'RSA256 and any decimal keyVersion; anything else is INVALID_SIGNATURE.',
    provenance: assumed('0, 1 and 2 are all seen; ECC224 is named without a curve or an encoding'),
  },
];
