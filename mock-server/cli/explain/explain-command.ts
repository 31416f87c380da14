import { Command, Option } from 'commander';
import { loadConfig } from '../../config/config.js';
import { UserError } from '../../core/user-error.js';
import type { Explanation } from '../../explain/explanation.js';
import { writeExplanationText } from '../../explain/report-text.js';
import { collect, home, notEmpty, wholeNumber } from '../arguments.js';
import { type ControlInput, controlling, controlOptions } from '../control/connect.js';
import { clientCredentials } from '../home.js';
import type { SavedInput } from './judge-saved.js';

interface ExplainInput extends ControlInput, Omit<SavedInput, 'request'> {
  readonly request?: string;
  readonly home?: string;
}

const FORMS = `
Without --request, the simulator must be running. With it, none is needed: the file is a raw HTTP request as copied from
a proxy, with CRLF or LF, or HAR. It is judged here, by the credentials of the home folder, at the time when it was signed.`;

function print({ json }: ExplainInput, explanation: Explanation): void {
  process.stdout.write(json ? `${JSON.stringify(explanation, null, 2)}\n` : writeExplanationText(explanation));
}

async function explainSaved(request: string, input: ExplainInput): Promise<void> {
  // starting a simulator loads the server, which the other form does not need
  const { judgeSaved } = await import('./judge-saved.js');
  const { entry, set } = input;
  const saved = { request, set, ...(entry === undefined ? {} : { entry }) };
  const config = await loadConfig(input.home);
  await clientCredentials(config, input.url ?? config.url); // a request is not signed with keys that would be generated now
  const { explanation, notes } = await judgeSaved(saved, config);
  print(input, explanation);
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
}

/** `sparring explain`. */
export function explainCommand(): Command {
  return controlOptions(new Command('explain'))
    .description('say why a request got its answer, what to do, and how to get the answer on purpose')
    .argument('[id]', 'an x-sparring-id, an id in an answer, a business id, or last (the default)')
    .addOption(
      new Option('--request <file>', 'judge a saved request: raw HTTP or HAR').argParser(
        notEmpty('The path of a file'),
      ),
    )
    .addOption(
      new Option('--entry <number>', 'the entry of a HAR file (default: the last one of a partner)').argParser(
        wholeNumber('The number of an entry', 1, 1_000_000),
      ),
    )
    .addOption(home())
    .option('--set <partner.setting=value>', 'with --request: change a setting; can be repeated', collect, [])
    .addHelpText('after', FORMS)
    .action(async (id: string | undefined, input: ExplainInput) => {
      const { request } = input;
      if (request !== undefined && id !== undefined) throw new UserError('use either an id or --request');
      if (request !== undefined) return explainSaved(request, input);
      return controlling(input, async (control) => {
        const wanted = id ?? 'last';
        const explanation = await control.explain(wanted);
        if (explanation) return print(input, explanation);
        const what = wanted === 'last' ? 'entry yet' : `entry ${wanted}; old entries are deleted`;
        throw new UserError(`the journal has no ${what}`);
      });
    });
}
