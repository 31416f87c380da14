import { Command, Option } from 'commander';
import { UserError } from '../../core/user-error.js';
import type { JournalQuery } from '../../lanes/literal-types.js';
import type { JournalEntry } from '../../state/journal.js';
import { wholeNumber } from '../arguments.js';
import { type ControlInput, controlling, controlOptions, print, printResult } from './connect.js';
import { limit } from './ledger.js';
import { type Column, writeTable } from './table.js';

interface JournalInput extends ControlInput {
  readonly partner?: string;
  readonly operation?: string;
  readonly code?: string;
  readonly businessId?: string;
  readonly since?: string;
  readonly before?: number;
  readonly limit?: number;
}

const COLUMNS: readonly Column<JournalEntry>[] = [
  ['number', ({ number }) => number],
  ['lane', ({ lane }) => lane],
  ['at', ({ at }) => at],
  ['partner', ({ partner }) => partner],
  ['operation', ({ operation }) => operation],
  ['id', ({ businessId }) => businessId],
  ['code', ({ code }) => code],
  ['move', ({ move }) => move && `${move.text} by ${move.by}${move.used ? '' : ' (not used)'}`],
  ['reason', ({ reason }) => reason],
];

/** The filter of the options; what is not given is left out. */
function filterOf({ partner, operation, code, businessId, since, before, limit: most }: JournalInput): JournalQuery {
  const given = Object.entries({ partner, operation, code, businessId, since, before, limit: most });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** `sparring journal`. */
export function journalCommand(): Command {
  return controlOptions(new Command('journal'))
    .description('print the latest requests, newest first: of every lane, unless --lane names one')
    .argument(
      '[id]',
      'print this entry with all that is known: an x-sparring-id, an id in an answer, a business id or last',
    )
    .option('--partner <name>', 'only of this partner')
    .option('--operation <name>', 'only of this operation')
    .option('--code <code>', 'only with this code')
    .option('--business-id <id>', 'only about this id')
    .option('--since <time>', 'only from this time on; ISO 8601, such as 2026-01-31T12:00:00Z')
    .addOption(
      new Option('--before <number>', 'only entries with a lower number').argParser(
        wholeNumber('The number of an entry', 1, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addOption(limit())
    .action((id: string | undefined, input: JournalInput) =>
      controlling(input, async (control) => {
        if (id === undefined) {
          const entries = await control.journal(filterOf(input));
          return printResult(input, entries, () => writeTable(entries, COLUMNS, 'There are no such entries.'));
        }
        const entry = await control.journalEntry(id);
        if (!entry) throw new UserError(`the journal has no entry ${id}; old entries are deleted`);
        return print(JSON.stringify(entry, null, 2));
      }),
    );
}
