import { sign } from '@sparring/contracts/prepaidify';
import type { CurlRequest, SamplePick } from '../../core/partner.js';

/** A 1 x 1 JPEG. */
export const sampleFile = {
  filename: 'specimen.jpg',
  base64:
    '/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAJgABAAAAAAAAAAAAAAAAAAAAABABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAAPwA//9k=',
};

export function sampleFields(pick: SamplePick): Readonly<Record<string, string>> {
  return { requestNo: pick.id(16), type: 'idFront' };
}

/** curl reads `;` and `,` in a form value as its own, so the file's path is quoted. */
const formPath = (path: string) => `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** The arguments of a signed curl command for fileUpload; valid for the timestamp window. */
export async function writeCurl({
  url,
  operation,
  fields,
  file,
  method,
  credentials,
  at,
}: CurlRequest): Promise<readonly string[]> {
  const timestamp = String(at.getTime());
  const signature = sign({ timestamp, method, target: operation.path }, credentials['secretKey'] ?? '');
  return [
    ...['-X', method, url + operation.path],
    ...['-H', `ach-access-key: ${credentials['accessKey']}`],
    ...['-H', `ach-access-timestamp: ${timestamp}`],
    ...['-H', `ach-access-sign: ${signature}`],
    ...Object.entries(fields).flatMap(([name, value]) => ['--form-string', `${name}=${value}`]),
    ...['-F', `file=@${formPath(file.path)}`],
  ];
}
