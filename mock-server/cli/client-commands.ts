import { Command, Option } from 'commander';
import { readConfig } from '../config/config.js';
import { removeRequests, requestsFolder } from '../curl/save-request.js';
import { writeCurlCommand } from '../curl/write-curl-command.js';
import { home, url } from './arguments.js';
import { writeCatalogue } from './catalogue.js';
import { clientVariables, type KeyForm, writeExports } from './env.js';
import { clientCredentialsOf, credentialsOf } from './home.js';

function printed(text: string): void {
  process.stdout.write(text);
}

function envCommand(): Command {
  return new Command('env')
    .description('print the environment variables that a client needs: eval "$(sparring env)"')
    .addOption(home())
    .addOption(url())
    .addOption(new Option('--format <format>', 'the format of keys').choices(['pem', 'base64']).default('pem'))
    .addOption(new Option('--type <type>', 'the type of keys').choices(['pkcs8', 'pkcs1']).default('pkcs8'))
    .option('--json', 'print JSON instead of shell exports')
    .action(async (options: KeyForm & { home?: string; url?: string; json?: boolean }) => {
      const config = readConfig(options.home);
      const variables = clientVariables(options.url ?? config.url, await credentialsOf(config), options);
      printed(options.json ? `${JSON.stringify(Object.fromEntries(variables), null, 2)}\n` : writeExports(variables));
    });
}

interface CurlOptions {
  readonly home?: string;
  readonly url?: string;
  readonly file?: string;
  readonly method?: string;
  readonly move?: string;
  readonly seed?: string;
}

function curlCommand(): Command {
  return new Command('curl')
    .description('print a complete, signed curl command; run it with | sh')
    .argument('<partner>')
    .argument('<operation>')
    .argument('[fields...]', 'name=value; omitted fields get made-up values')
    .option('--file <path>', 'the file to upload (default: a tiny sample document)')
    .option('--method <method>', 'the HTTP method (default: the first one of the operation)')
    .option('--move <code>', 'the code or fault to request')
    .option('--seed <text>', 'make the made-up values reproducible')
    .addOption(home())
    .addOption(url())
    .action(async (partner: string, operation: string, fields: string[], options: CurlOptions) => {
      const config = readConfig(options.home);
      const credentials = await clientCredentialsOf(config, partner);
      const from = { url: config.url, ...options, home: config.home };
      printed(`${await writeCurlCommand({ ...from, partner, operation, fields, credentials })}\n`);
    });
}

function cleanCommand(): Command {
  return new Command('clean')
    .description('remove the request bodies that sparring curl saved; otherwise they are kept for 24 hours')
    .addOption(home())
    .action(async (options: { home?: string }) => {
      const config = readConfig(options.home);
      const count = await removeRequests(config.home);
      printed(`Removed ${count} ${count === 1 ? 'file' : 'files'} from ${requestsFolder(config.home)}\n`);
    });
}

function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('print every code of a partner, what triggers it and what the client must do')
    .argument('[partner]')
    .action((partner?: string) => printed(writeCatalogue(partner)));
}

/** What a client needs: its variables, signed requests, and the codes of a partner. */
export const clientCommands = [envCommand, curlCommand, cleanCommand, catalogueCommand];
