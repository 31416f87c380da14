/** Headers as they are written: names in any case, a repeated one as a list. */
export type HeaderValues = Readonly<Record<string, readonly string[] | string>>;

/** The value of a header, whatever the case of its name; `undefined` when it is missing. */
export function headerValue(headers: HeaderValues = {}, name: string): string | undefined {
  const found = Object.entries(headers).find(([written]) => written.toLowerCase() === name.toLowerCase())?.[1];
  return Array.isArray(found) ? found.join(', ') : (found as string | undefined);
}
