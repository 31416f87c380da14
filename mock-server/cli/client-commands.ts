import { Command, Option } from 'commander';
import { clientVariables, type KeyForm } from '../config/client-variables.js';
import { type Config, loadConfig } from '../config/config.js';
import type { AllCredentials } from '../config/credentials.js';
import { removeRequests, requestsFolder } from '../curl/save-request.js';
import { partnerModules } from '../generated/partners.js';
import { home, url } from './arguments.js';
import { type Column, writeTable } from './control/table.js';
import { clientCredentials } from './home.js';
import { type FormatName, formatOption, VARIABLE_FORMATS } from './variable-formats.js';

function printed(text: string): void {
  process.stdout.write(text);
}

interface EnvInput {
  readonly home?: string;
  readonly url?: string;
  readonly format: FormatName;
  readonly json?: boolean;
  readonly keyFormat?: KeyForm['format'];
  readonly keyType: KeyForm['type'];
}

/** Nothing is generated for a client alone, so the user has to know what is missing. */
function reportMissing({ home }: Config, credentials: AllCredentials): void {
  for (const { contract, credentialFields } of partnerModules) {
    const missing = credentialFields.filter(
      ({ name, forClient }) => forClient && credentials[contract.name]?.[name] === undefined,
    );
    for (const { title } of missing)
      process.stderr.write(`sparring: warning: ${title} of ${contract.name} is missing from ${home}\n`);
  }
}

/** `sparring env` */
export function envCommand(): Command {
  return new Command('env')
    .description('print the environment variables that a client needs: eval "$(sparring env)"')
    .addOption(home())
    .addOption(url())
    .addOption(formatOption())
    .option('--json', 'the same as --format json')
    .addOption(
      new Option(
        '--key-format <format>',
        'the format of keys (default: pem; of dotenv and powershell: base64)',
      ).choices(['pem', 'base64']),
    )
    .addOption(new Option('--key-type <type>', 'the type of keys').choices(['pkcs8', 'pkcs1']).default('pkcs8'))
    .action(async (input: EnvInput) => {
      const config = await loadConfig(input.home);
      const address = input.url ?? config.url;
      const credentials = await clientCredentials(config, address);
      reportMissing(config, credentials);
      const format = VARIABLE_FORMATS[input.json ? 'json' : input.format];
      const form = { format: input.keyFormat ?? format.keys, type: input.keyType };
      printed(format.write(clientVariables(address, credentials, form)));
    });
}

/** `sparring clean` */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('remove the request bodies that sparring curl saved; otherwise they are kept for 24 hours')
    .addOption(home())
    .action(async (options: { home?: string }) => {
      const config = await loadConfig(options.home);
      const count = await removeRequests(config.home);
      printed(`Removed ${count} ${count === 1 ? 'file' : 'files'} from ${requestsFolder(config.home)}\n`);
    });
}

/** `sparring catalogue` */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('print every code of a partner, what triggers it and what the client must do')
    .argument('[partner]')
    .option('--json', 'print JSON')
    .action(async (partner: string | undefined, { json = false }: { json?: boolean }) => {
      const { catalogueData, writeCatalogue } = await import('./catalogue.js');
      printed(json ? `${JSON.stringify(catalogueData(partner), null, 2)}\n` : writeCatalogue(partner));
    });
}

const OPERATIONS = partnerModules.flatMap(({ contract: { name: partner, operations } }) =>
  operations.map(({ name, methods, path, requestFields: fields }) => ({
    partner,
    operation: name,
    methods,
    path,
    fields,
  })),
);

const OPERATION_COLUMNS: readonly Column<(typeof OPERATIONS)[number]>[] = [
  ['partner', ({ partner }) => partner],
  ['operation', ({ operation }) => operation],
  ['request', ({ methods, path }) => `${methods.join(' or ')} ${path}`],
  ['fields', ({ fields }) => fields.join(' ')],
];

/** `sparring partners` */
export function partnersCommand(): Command {
  return new Command('partners')
    .description('list the partners, their operations and the fields of these')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) => {
      const table = () => writeTable(OPERATIONS, OPERATION_COLUMNS, 'There are no partners.');
      printed(`${json ? JSON.stringify(OPERATIONS, null, 2) : table()}\n`);
    });
}
