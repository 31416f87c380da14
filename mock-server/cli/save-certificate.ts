import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOME_FILES, refuseSpecialFile, refuseSymbolicLink, replaceFile } from '../config/home-folder.js';
import { UserError } from '../core/user-error.js';

/** Nothing to replace is fine, but a user's own certificate is not. */
async function isReplaceable(path: string): Promise<boolean> {
  const { isGeneratedCertificate } = await import('../server/certificate.js');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined || isGeneratedCertificate(text);
}

/**
 * Saves the certificate in the home folder, where clients can load it; returns its path.
 * @throws UserError when the file is not ours or cannot be written.
 */
export async function saveCertificate(home: string, certificate: string): Promise<string> {
  const path = join(home, HOME_FILES.certificate);
  await refuseSymbolicLink(path);
  await refuseSpecialFile(path);
  try {
    if (!(await isReplaceable(path)))
      throw new UserError(`${path} was not written by sparring; move it, or use another --home`);
    await replaceFile(path, certificate, 0o644);
    return path;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code}); use another --home`);
  }
}
