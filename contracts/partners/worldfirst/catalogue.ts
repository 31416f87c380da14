import type { Catalogue, Provenance } from '../../partner.js';

const PAGE = 'https://developers.worldfirst.com.cn/docs/alipay-worldfirst/bpay_mass_payout/submit_attachment';
const GATEWAY = 'https://docs.alipayplus.com/alipayplus/alipayplus/api_acq_older_edition/error_codes';

const documented: Provenance = { kind: 'documented', source: `${PAGE} (Result codes)` };
const family: Provenance = { kind: 'family', source: GATEWAY };

/** Every code of submitAttachment, with the gateway codes that come before the operation is reached. */
export const catalogue = [
  {
    code: 'SUCCESS',
    class: 'success',
    text: 'success',
    provenance: documented,
    duty: 'Keep attachmentUrl: registerCustomer takes it as attachment.file.',
    naturalCause: 'A signed, valid upload.',
  },
  {
    code: 'PROCESS_FAIL',
    class: 'refused',
    text: 'A general business failure occurred. Do not retry.',
    provenance: documented,
    duty: 'Do not retry; ask WorldFirst Technical Support.',
  },
  {
    code: 'PARAM_ILLEGAL',
    class: 'refused',
    text: 'Illegal parameters exist. For example, a non-numeric input, or an invalid date.',
    provenance: documented,
    duty: 'Correct the header or body field, then send it under a new attachmentId.',
    naturalCause: 'A missing or ill-formed header, broken JSON, or a field outside its limits.',
  },
  {
    code: 'INVALID_SIGNATURE',
    class: 'refused',
    text: 'The signature is invalid.',
    provenance: documented,
    duty: 'Sign the exact bytes that are sent, with the private key whose public key the partner has.',
    naturalCause: 'The signature does not hold over the bytes received.',
    beforeSignature: true,
  },
  {
    code: 'REPEAT_REQ_INCONSISTENT',
    class: 'refused',
    text: 'Repeated requests are inconsistent.',
    provenance: documented,
    duty: 'Repeat an attachmentId with the same type and content only; otherwise take a new attachmentId.',
    naturalCause: 'The same attachmentId again with another type or content.',
  },
  {
    code: 'UNKNOWN_EXCEPTION',
    class: 'unknown',
    text: 'The API call is failed, which is caused by unknown reasons.',
    provenance: documented,
    duty: 'Call again later with the same attachmentId; it may have been stored.',
  },
  {
    code: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
    class: 'unknown',
    text: 'The request traffic exceeds the limit.',
    provenance: documented,
    duty: 'Slow down and call again with the same attachmentId.',
    naturalCause: 'More requests in a second than the setting requestsPerSecond allows (off by default).',
  },
  {
    code: 'METHOD_NOT_SUPPORTED',
    class: 'refused',
    text: 'The server does not implement the requested HTTPS method.',
    provenance: family,
    duty: 'Send the request with POST.',
    naturalCause: 'Any method but POST on a path of the partner.',
    beforeSignature: true,
  },
  {
    code: 'INVALID_API',
    class: 'refused',
    text: 'The called API is invalid or not active.',
    provenance: family,
    duty: 'Correct the path.',
    naturalCause: 'A path below /aps/ that is no operation.',
    beforeSignature: true,
  },
  {
    code: 'MEDIA_TYPE_NOT_ACCEPTABLE',
    class: 'refused',
    text: 'The server does not implement the media type that is acceptable to the client.',
    provenance: family,
    duty: 'Send Content-Type: application/json; charset=UTF-8.',
    naturalCause: 'A request whose Content-Type is missing or not application/json.',
    beforeSignature: true,
  },
  {
    code: 'INVALID_CLIENT',
    class: 'refused',
    text: 'The client is invalid.',
    provenance: family,
    duty: 'Use the Client-Id the partner assigned.',
    naturalCause: 'An unknown Client-Id.',
    beforeSignature: true,
  },
] as const satisfies Catalogue;

/** A code of the worldfirst catalogue. */
export type WorldFirstCode = (typeof catalogue)[number]['code'];
