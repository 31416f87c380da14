import type { SettingValue } from '@sparring/contracts';
import type { AllCredentials } from '../config/credentials.js';
import type { SettingsInput } from '../config/settings.js';
import { isOwnHost } from '../control/loopback-host.js';
import { UserError } from '../core/user-error.js';

/** What to verify: a simulator that can be controlled, or any base URL. */
export interface Target {
  readonly url: string;
  readonly credentials: AllCredentials;
  /** Says where some of a partner's credentials come from, for messages; default: their names. */
  readonly describeCredentials?: ((partner: string, fields: readonly string[]) => string) | undefined;
  /** Only for a simulator that was started here. */
  readonly control?: {
    set(partner: string, setting: string, value: SettingValue): void;
    setState(partner: string, state: string, subject: string): Promise<void>;
    advanceClock(seconds: number): void;
    reset(): Promise<void>;
  };
  close(): Promise<void>;
}

const LIST = new Intl.ListFormat('en');

/** Names credentials as in `credentials.json`. */
export const nameFields = (partner: string, fields: readonly string[]): string =>
  LIST.format(fields.map((field) => `${partner}.${field}`));

/** Starts a simulator as the target. */
export async function simulatorTarget(credentials: AllCredentials, settings: SettingsInput = {}): Promise<Target> {
  // loading the server takes longer than all the rest, and a remote target needs none
  const { startSimulator } = await import('../server/simulator.js');
  const simulator = await startSimulator({ credentials, settings });
  const { url, configure, setState, advanceClock, reset, close } = simulator;
  const control = { set: configure, setState, advanceClock, reset };
  return { url, credentials: simulator.credentials, control, close };
}

function readBaseUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new UserError(`--target must be an HTTP or HTTPS URL, not ${text}`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new UserError('--target must not contain a user name or a password; requests are signed instead');
  if (url.pathname !== '/' || /[?#]/.test(text))
    throw new UserError(`--target must be a base URL without a path, because the partners' signatures cover the path`);
  return url;
}

/** Sample documents leave this machine only when their destination was written twice, with its port. */
function checkDestination({ host, protocol }: URL, yesSendTo: string | undefined): void {
  if (isOwnHost(host, '')) return;
  const option = `--yes-send-to ${host}`;
  if (yesSendTo === undefined)
    throw new UserError(`${host} is not this machine; add ${option} to send sample documents there`);
  // the URL leaves out the usual port of its protocol
  const named = `${protocol}//${yesSendTo}`;
  if (URL.canParse(named) && new URL(named).host === host && !yesSendTo.includes('/')) return;
  const parts = /:\d+$/.test(host) ? 'the host and the port' : 'the host';
  throw new UserError(
    `--yes-send-to ${yesSendTo} does not name the target; it must repeat ${parts} of --target: ${option}`,
  );
}

/**
 * Uses a base URL as the target: another implementation or the partner's sandbox.
 * @throws UserError when the host is neither loopback nor explicitly allowed by `yesSendTo`, its `host` or `host:port`.
 */
export function remoteTarget(
  text: string,
  credentials: AllCredentials,
  yesSendTo: string | undefined,
  describeCredentials?: Target['describeCredentials'],
): Target {
  const url = readBaseUrl(text);
  checkDestination(url, yesSendTo);
  return { url: url.origin, credentials, describeCredentials, close: async () => {} };
}
