import type { WrongKey } from '../../../core/recipes/hmac-openings.js';

/** More lanes than this are not searched for the secret. */
const MAX_LANES = 20;

const SECRET = 'Use the secret key exactly as `sparring env` prints it, as UTF-8 text.';

const key = (id: string, cause: string, keys: WrongKey['keys']): WrongKey => ({
  id,
  part: 'key',
  cause,
  fix: SECRET,
  keys,
});

/** Secrets that are used by mistake. */
export const wrongKeys = (secretKey: string, accessKey: string): readonly WrongKey[] => [
  key('secret-trailing-newline', 'The secret key was used with a line break or a space at its end.', () =>
    ['\n', '\r\n', ' '].map((end) => secretKey + end),
  ),
  key('secret-leading-space', 'The secret key was used with a space before it.', () => [` ${secretKey}`]),
  key('secret-hex-decoded', 'The secret key was decoded from hex.', () =>
    /^(?:[0-9a-f]{2})+$/i.test(secretKey) ? [Buffer.from(secretKey, 'hex')] : [],
  ),
  key('secret-base64-decoded', 'The secret key was decoded from Base64.', () => [Buffer.from(secretKey, 'base64')]),
  key('secret-encoded', 'The secret key was encoded in hex or Base64 before it was used.', () => [
    Buffer.from(secretKey).toString('base64'),
    Buffer.from(secretKey).toString('hex'),
  ]),
  key('secret-quoted', 'The secret key was used with the quotes around it.', () =>
    ["'", '"'].map((quote) => quote + secretKey + quote),
  ),
  key('secret-case', 'The secret key was used in another case.', () =>
    [secretKey.toUpperCase(), secretKey.toLowerCase()].filter((text) => text !== secretKey),
  ),
  key('access-key-as-secret', 'The access key was used in place of the secret key.', () => [accessKey]),
  key('both-keys-as-secret', 'The access key and the secret key were used together as the secret.', () => [
    accessKey + secretKey,
    secretKey + accessKey,
  ]),
  key('secret-empty', 'The secret key was empty when the request was signed.', () => ['', 'undefined', 'null']),
  key('secret-of-other-lane', 'The secret key of another lane was used.', ({ otherLanes }) =>
    otherLanes.slice(-MAX_LANES).flatMap(({ credentials }) => credentials['secretKey'] ?? []),
  ),
];
