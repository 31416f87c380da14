import { Command } from 'commander';
import { UserError } from '../../core/user-error.js';
import { type ControlInput, controlling, controlOptions, print } from './connect.js';

/** `sparring reset`. */
export function resetCommand(): Command {
  return controlOptions(new Command('reset'))
    .description('clear stores, states, rules, journal, ledger and coverage, and restore settings, clock and seed')
    .option('--all', 'reset every lane')
    .action((input: ControlInput & { all?: boolean }) => {
      const { all = false, lane, json } = input;
      if (all && lane !== undefined) throw new UserError('use either --lane or --all');
      return controlling(input, async (control) => {
        await (all ? control.resetAll() : control.reset());
        if (!json) print(all ? 'Reset every lane' : 'Reset');
      });
    });
}
