import type { FaultyAnswer } from './fault.js';

/**
 * The error page of a gateway in front of the partner, which replaces the whole answer.
 * @param title for example `502 Bad Gateway`
 */
export function gatewayPage(httpStatus: number, title: string): FaultyAnswer {
  const head = `<html>\r\n<head><title>${title}</title></head>\r\n`;
  const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { httpStatus, headers: { 'content-type': 'text/html' }, body: head + body };
}
