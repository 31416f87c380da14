import type { SettingValue } from '@sparring/contracts';
import type { AllCredentials } from '../config/credentials.js';
import type { SettingsInput } from '../config/settings.js';
import { isLoopback } from '../control/own-host.js';
import { UserError } from '../core/user-error.js';
import { startSimulator } from '../server/simulator.js';

/** What to verify: a simulator that can be controlled, or any base URL. */
export interface Target {
  readonly url: string;
  readonly credentials: AllCredentials;
  /** Only for a simulator that was started here. */
  readonly control?: {
    set(partner: string, setting: string, value: SettingValue): void;
    setState(partner: string, state: string, subject: string): Promise<void>;
    advanceClock(seconds: number): void;
    reset(): Promise<void>;
  };
  close(): Promise<void>;
}

/** Starts a simulator as the target. */
export async function simulatorTarget(credentials: AllCredentials, settings: SettingsInput = {}): Promise<Target> {
  const simulator = await startSimulator({ credentials, settings });
  const { url, configure, setState, advanceClock, reset, close } = simulator;
  const control = { set: configure, setState, advanceClock, reset };
  return { url, credentials: simulator.credentials, control, close };
}

/**
 * Uses a base URL as the target: another implementation or the partner's sandbox.
 * @throws UserError when the host is neither loopback nor explicitly allowed by `yesSendTo`.
 */
export function remoteTarget(text: string, credentials: AllCredentials, yesSendTo: string | undefined): Target {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UserError(`--target must be an HTTP or HTTPS URL, not ${text}`);
  const { host, origin, pathname } = new URL(text);
  if (pathname !== '/')
    throw new UserError(`--target must be a base URL without a path, because the partners' signatures cover the path`);
  if (!isLoopback(host) && yesSendTo !== host) {
    throw new UserError(`${host} is not this machine; add --yes-send-to ${host} to send sample documents there`);
  }
  return { url: origin, credentials, close: async () => {} };
}
