import type { Config } from '../config/config.js';
import { homeWarnings } from '../config/home-folder.js';
import { UserError } from '../core/user-error.js';
import { removeOldRequests } from '../curl/save-request.js';

/** Says something beside the output of a command. */
export function say(text: string): void {
  process.stderr.write(`sparring: ${text}\n`);
}

/** A folder that cannot be written does not stop a command that only reads it. */
async function tryToRemoveOldRequests(home: string): Promise<readonly string[]> {
  try {
    await removeOldRequests(home);
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

/** Removes what is too old from a home folder, and reports what its owner should change about it. */
export async function tidyHome({ home }: Config, warn: (text: string) => void = say): Promise<void> {
  const warnings = [...(await tryToRemoveOldRequests(home)), ...(await homeWarnings(home))];
  for (const warning of warnings) warn(`warning: ${warning}`);
}
