import { Command } from 'commander';
import { loadConfig } from '../config/config.js';
import { type CurlInput, findRequested, writeCurlCommand } from '../curl/write-curl-command.js';
import { writeSigning } from '../curl/write-signing.js';
import { home, url } from './arguments.js';
import { clientCredentials } from './home.js';

interface RequestOptions {
  readonly home?: string;
  readonly url?: string;
  readonly file?: string;
  readonly method?: string;
  readonly move?: string;
  readonly seed?: string;
}

/** A command that composes and signs a request. */
function requestCommand(name: string, description: string, write: (input: CurlInput) => Promise<string>): Command {
  return new Command(name)
    .description(description)
    .argument('<partner>', 'one of those that sparring partners lists')
    .argument('<operation>', 'one of its operations')
    .argument('[fields...]', 'name=value; omitted fields get made-up values')
    .option('--file <path>', 'the file to upload (default: a tiny sample document)')
    .option('--method <method>', 'the HTTP method (default: the first one of the operation)')
    .option('--seed <text>', 'make the made-up values reproducible')
    .addOption(home())
    .action(async (partner: string, operation: string, fields: string[], options: RequestOptions) => {
      findRequested({ ...options, partner, operation });
      const config = await loadConfig(options.home);
      const from = { url: config.url, ...options, home: config.home };
      const { [partner]: credentials = {} } = await clientCredentials(config, from.url, partner);
      process.stdout.write(`${await write({ ...from, partner, operation, fields, credentials })}\n`);
    });
}

/** `sparring curl` */
export const curlCommand = (): Command =>
  requestCommand('curl', 'print a complete, signed curl command; run it with | sh', writeCurlCommand)
    .option('--move <code>', 'the code or fault to request')
    .addOption(url());

/** `sparring sign` */
export const signCommand = (): Command =>
  requestCommand(
    'sign',
    'print the string to sign and the headers of a request, to compare them with your own',
    writeSigning,
  );
