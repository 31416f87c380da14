import { Command, Option } from 'commander';
import type { Control, ExportFormat } from '../../client/control.js';
import { UserError } from '../../core/user-error.js';
import type { JournalQuery, JournalWatchQuery } from '../../lanes/literal-types.js';
import type { JournalEntry } from '../../state/journal.js';
import { wholeNumber } from '../arguments.js';
import { type ControlInput, controlling, controlOptions, print, printResult } from './connect.js';
import { limit } from './ledger.js';
import { type Column, writeLine, writeTable } from './table.js';

interface JournalInput extends ControlInput {
  readonly partner?: string;
  readonly operation?: string;
  readonly code?: string;
  readonly businessId?: string;
  readonly since?: string;
  readonly before?: number;
  readonly limit?: number;
  readonly follow?: boolean;
  readonly format?: ExportFormat;
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

/** What makes no sense of requests that are still to come. */
const OF_THE_PAST = ['since', 'before', 'limit', 'format'] as const;

const FOLLOWED: readonly ((entry: JournalEntry) => string | number | null | undefined)[] = [
  ({ number }) => number,
  ({ at }) => at,
  ({ lane }) => lane,
  ({ partner }) => partner,
  ({ operation }) => operation,
  ({ businessId }) => businessId,
  ({ code }) => code,
  ({ reason }) => reason ?? 'accepted',
];

/** Prints new requests until the simulator closes, or the reader has gone. */
async function follow(control: Control, id: string | undefined, input: JournalInput): Promise<void> {
  if (id !== undefined) throw new UserError('--follow prints every new request; leave out the id');
  const wrong = OF_THE_PAST.find((name) => input[name] !== undefined);
  if (wrong) throw new UserError(`--follow prints what comes from now on; leave out --${wrong}`);
  const gone = new AbortController();
  process.stdout.once('error', () => gone.abort());
  const { partner, operation, code, businessId } = filterOf(input);
  const filter = { partner, operation, code, businessId } as JournalWatchQuery;
  for await (const entry of control.followJournal(filter, gone.signal)) {
    print(input.json ? JSON.stringify(entry) : writeLine(FOLLOWED.map((show) => show(entry))));
  }
}

async function printList(control: Control, input: JournalInput): Promise<void> {
  const { format } = input;
  if (format === 'har') return print(await control.exportJournal(filterOf(input)));
  if (format) throw new UserError(`--format ${format} is for one request; add its id, or last`);
  const entries = await control.journal(filterOf(input));
  printResult(input, entries, () => writeTable(entries, COLUMNS, 'There are no such entries.'));
}

async function printEntry(control: Control, id: string, { format }: JournalInput): Promise<void> {
  const found = format
    ? await control.exportEntry(id, format)
    : JSON.stringify((await control.journalEntry(id)) ?? null, null, 2);
  if (found === undefined || found === 'null') {
    throw new UserError(`the journal has no entry ${id}; old entries are deleted`);
  }
  print(found.trimEnd());
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
    .addOption(
      new Option(
        '--format <format>',
        'har: an HTTP Archive; for one entry also curl: a script that sends it again, and pact: a Pact interaction',
      ).choices(['har', 'curl', 'pact']),
    )
    .option('--follow', 'print new requests as they come, until the simulator closes')
    .action((id: string | undefined, input: JournalInput) =>
      controlling(input, (control) => {
        if (input.follow) return follow(control, id, input);
        return id === undefined ? printList(control, input) : printEntry(control, id, input);
      }),
    );
}
