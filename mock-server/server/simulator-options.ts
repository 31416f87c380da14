import type { Log } from '../core/log.js';
import type { CredentialsOption, SettingsOption } from '../lanes/literal-types.js';
import type { MoveSource } from '../moves/choose-move.js';
import type { TimeLimits } from './connections.js';

/** The options of a simulator, all of which have defaults. */
export interface SimulatorOptions {
  /** Default: 0, a free port. */
  readonly port?: number;
  /** Default: `127.0.0.1`. If other machines can reach it, the control API requires a token. */
  readonly host?: string;
  /** The token of the control API; default: none on loopback, otherwise a generated one. */
  readonly token?: string;
  /** Names in the `Host` header that the control API accepts besides loopback and `host`; the certificate has them. */
  readonly allowedHosts?: readonly string[];
  /** A second port for HTTPS, with a generated self-signed certificate; 0 picks a free one. */
  readonly tlsPort?: number;
  /** The folder that credentials are saved in; without it, they only live as long as the simulator. */
  readonly home?: string;
  /** Credentials by partner; they override those in the home folder, and missing ones are generated. */
  readonly credentials?: CredentialsOption;
  /** Settings by partner, for example `{ worldfirst: { onRepeat: 'accept' } }`. */
  readonly settings?: SettingsOption;
  /**
   * Makes answers reproducible, byte for byte, and the texts among the credentials that are generated (HMAC secrets and
   * ids of clients), unless there is a `home`. It repeats no RSA keys: for the same signatures of answers, give the
   * same keys of the partner.
   */
  readonly seed?: string;
  /** The ways to ask for a move that have an effect; default: `rule`, `header`, `value` and `file`. */
  readonly moves?: readonly MoveSource[];
  /** How many lanes there can be, the default one included; default: 200. */
  readonly maxLanes?: number;
  /** A lane without a request for so long is deleted; default: 3,600. */
  readonly laneIdleSeconds?: number;
  /** The clock for judging requests, within the years 1970 to 9999; default: the real one. */
  readonly clock?: () => Date;
  /** Where to log decisions and their reasons, for example a pino logger; default: nowhere. */
  readonly log?: Log;
  /** How many entries the journal of a lane keeps; default: 1,000. */
  readonly journalEntries?: number;
  /**
   * Keeps documents and their names in memory, the latest 128 MiB of each lane, where the control API shows them; by
   * default, only their size and checksum are known. Not for documents of real persons.
   */
  readonly keepDocuments?: boolean;
  /** How many records each store of a partner keeps; default: 100,000. */
  readonly storedRecords?: number;
  /**
   * How many bytes the bodies of all requests in flight may take together; default: 268,435,456. A request for which
   * there is no room gets the partner's code for an unknown outcome.
   */
  readonly bodyMemoryBytes?: number;
  /** How long bodies and answers may take; for slow networks, or for tests of a client. */
  readonly timeLimits?: Partial<TimeLimits>;
}
