import { clockCommand } from './clock.js';
import { coverageCommand } from './coverage.js';
import { journalCommand } from './journal.js';
import { lanesCommand } from './lanes.js';
import { ledgerCommand } from './ledger.js';
import { resetCommand } from './reset.js';
import { reviewCommand } from './review.js';
import { rulesCommand } from './rules.js';
import { settingsCommand } from './settings.js';

/** The commands that control a running simulator. */
export const controlCommands = [
  rulesCommand,
  lanesCommand,
  clockCommand,
  settingsCommand,
  resetCommand,
  ledgerCommand,
  journalCommand,
  coverageCommand,
  reviewCommand,
];
