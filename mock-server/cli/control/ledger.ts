import { Command, Option } from 'commander';
import type { LedgerEntry } from '../../state/ledger.js';
import { wholeNumber } from '../arguments.js';
import { type ControlInput, controlling, controlOptions, printResult } from './connect.js';
import { type Column, writeTable } from './table.js';

const MAX_ENTRIES = 1_000;

const COLUMNS: readonly Column<LedgerEntry>[] = [
  ['id', ({ id }) => id],
  ['partner', ({ partner }) => partner],
  ['operation', ({ operation }) => operation],
  ['arrived', ({ arrived }) => arrived],
  ['accepted', ({ accepted }) => accepted],
  ['duplicates', ({ duplicates }) => duplicates],
  ['stored', ({ stored }) => (stored === null ? 'no' : 'yes')],
  ['last', ({ last: { code, answered } }) => `${code}${answered ? '' : ' (not answered)'}`],
];

/** The option for how many entries to print. */
export const limit = () =>
  new Option('--limit <number>', 'how many entries at most (default: 100)').argParser(
    wholeNumber('A limit', 1, MAX_ENTRIES),
  );

/** `sparring ledger`. */
export function ledgerCommand(): Command {
  return controlOptions(new Command('ledger'))
    .description('print what happened to a business id, or to those that were named last')
    .argument('[id]')
    .addOption(limit())
    .action((id: string | undefined, input: ControlInput & { limit?: number }) =>
      controlling(input, async (control) => {
        const entries = await control.ledger(id, input.limit);
        const empty = id === undefined ? 'No request named an id yet.' : `No request named ${id}.`;
        printResult(input, entries, () => writeTable(entries, COLUMNS, empty));
      }),
    );
}
