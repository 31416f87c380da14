import type { Catalogue, Provenance } from '../../partner.js';

const PAGE = 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment';
const GATEWAY = 'https://docs.alipayplus.com/alipayplus/alipayplus/api_acq_older_edition/error_codes';

const documented: Provenance = { kind: 'documented', source: `${PAGE} (Result codes)` };
const family: Provenance = { kind: 'family', source: GATEWAY };

/** Every code of submitAttachment, including those that the gateway returns before it reaches the operation. */
export const catalogue = [
  {
    code: 'SUCCESS',
    class: 'success',
    text: 'success',
    provenance: documented,
    clientAction: 'Keep attachmentUrl; registerCustomer expects it as attachment.file.',
    trigger: 'A signed, valid upload.',
  },
  {
    code: 'PROCESS_FAIL',
    class: 'refused',
    text: 'A general business failure occurred. Do not retry.',
    provenance: documented,
    clientAction: 'Do not retry; contact WorldFirst Technical Support.',
  },
  {
    code: 'PARAM_ILLEGAL',
    class: 'refused',
    text: 'Illegal parameters exist. For example, a non-numeric input, or an invalid date.',
    provenance: documented,
    clientAction: 'Correct the header or body field, then send it with a new attachmentId.',
    trigger: 'A missing or malformed header, malformed JSON, or a field outside its limits.',
  },
  {
    code: 'INVALID_SIGNATURE',
    class: 'refused',
    text: 'The signature is invalid.',
    provenance: documented,
    clientAction:
      'Sign the exact bytes that are sent, with the private key that belongs to the public key the partner has.',
    trigger: 'A signature that is not valid for the received bytes.',
    beforeSignature: true,
  },
  {
    code: 'REPEAT_REQ_INCONSISTENT',
    class: 'refused',
    text: 'Repeated requests are inconsistent.',
    provenance: documented,
    clientAction: 'Repeat an attachmentId only with the same type and content; otherwise use a new attachmentId.',
    trigger: 'A repeated attachmentId with a different type or different content.',
  },
  {
    code: 'UNKNOWN_EXCEPTION',
    class: 'unknown',
    text: 'The API call is failed, which is caused by unknown reasons.',
    provenance: documented,
    clientAction: 'Call again later with the same attachmentId; the attachment may have been stored.',
  },
  {
    code: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
    class: 'unknown',
    text: 'The request traffic exceeds the limit.',
    provenance: documented,
    clientAction: 'Slow down and call again with the same attachmentId.',
    trigger: 'More requests per second than the setting requestsPerSecond allows (off by default).',
  },
  {
    code: 'METHOD_NOT_SUPPORTED',
    class: 'refused',
    text: 'The server does not implement the requested HTTPS method.',
    provenance: family,
    clientAction: 'Send the request with POST.',
    trigger: 'A method other than POST on any path of the partner.',
    beforeSignature: true,
  },
  {
    code: 'INVALID_API',
    class: 'refused',
    text: 'The called API is invalid or not active.',
    provenance: family,
    clientAction: 'Correct the path.',
    trigger: 'An unknown path below /aps/.',
    beforeSignature: true,
  },
  {
    code: 'MEDIA_TYPE_NOT_ACCEPTABLE',
    class: 'refused',
    text: 'The server does not implement the media type that is acceptable to the client.',
    provenance: family,
    clientAction: 'Send Content-Type: application/json; charset=UTF-8.',
    trigger: 'A Content-Type that is missing or not application/json.',
    beforeSignature: true,
  },
  {
    code: 'INVALID_CLIENT',
    class: 'refused',
    text: 'The client is invalid.',
    provenance: family,
    clientAction: 'Use the Client-Id that the partner assigned.',
    trigger: 'An unknown Client-Id.',
    beforeSignature: true,
  },
] as const satisfies Catalogue;

/** A code of the worldfirst catalogue. */
export type WorldFirstCode = (typeof catalogue)[number]['code'];
