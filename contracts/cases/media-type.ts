/** Type and subtype, and the parameters in a fixed order; case and spaces mean nothing in any of them. */
function parse(text: string): readonly [type: string, parameters: string] {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const written = parameters
    .filter((one) => one !== '')
    .map((one) => one.replace(/^([^=\s]+)\s*=\s*"?(.*?)"?$/, '$1=$2'));
  return [type, written.sort().join(';')];
}

/**
 * Whether a `Content-Type` is the expected one (RFC 9110, 8.3.1). Parameters, such as the charset, are only compared if
 * the expected one has any: software adds them by itself.
 * @example isMediaType('application/json', 'application/json;charset=UTF-8') // true
 */
export function isMediaType(expected: string, actual: string): boolean {
  const [[type, parameters], [actualType, actualParameters]] = [parse(expected), parse(actual)];
  return type === actualType && (parameters === '' || parameters === actualParameters);
}
