import { Command, Option } from 'commander';
import { readConfig } from '../config/config.js';
import { removeRequests, requestsFolder } from '../curl/save-request.js';
import { home, url } from './arguments.js';
import { writeCatalogue } from './catalogue.js';
import { clientVariables, type KeyForm, writeExports } from './env.js';
import { credentialsOf } from './home.js';

function printed(text: string): void {
  process.stdout.write(text);
}

/** `sparring env` */
export function envCommand(): Command {
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

/** `sparring clean` */
export function cleanCommand(): Command {
  return new Command('clean')
    .description('remove the request bodies that sparring curl saved; otherwise they are kept for 24 hours')
    .addOption(home())
    .action(async (options: { home?: string }) => {
      const config = readConfig(options.home);
      const count = await removeRequests(config.home);
      printed(`Removed ${count} ${count === 1 ? 'file' : 'files'} from ${requestsFolder(config.home)}\n`);
    });
}

/** `sparring catalogue` */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description('print every code of a partner, what triggers it and what the client must do')
    .argument('[partner]')
    .action((partner?: string) => printed(writeCatalogue(partner)));
}
