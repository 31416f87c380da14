import { Command, InvalidArgumentError } from 'commander';
import type { RemoteClock } from '../../client/control.js';
import type { ClockState } from '../../state/clock.js';
import { type ControlInput, controlling, controlOptions, printResult } from './connect.js';
import { group } from './group.js';

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

const DURATION = /^(-?\d+(?:\.\d+)?)([smhd]?)$/;

/** Parses a number of seconds, or of another unit: `90`, `-5m`, `2h`, `1d`. */
function secondsArgument(text: string): number {
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  if (amount !== undefined) return Number(amount) * (UNIT_SECONDS[unit] ?? 1);
  throw new InvalidArgumentError('It is a number of seconds, or a number with s, m, h or d, such as 90 or 2h.');
}

function inWords({ now, frozen, aheadSeconds }: ClockState): string {
  const difference =
    aheadSeconds === 0 ? 'on time' : `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
  return `${now}  ${frozen ? 'frozen' : 'running'}, ${difference}`;
}

async function show(input: ControlInput, act: (clock: RemoteClock) => Promise<ClockState>): Promise<void> {
  await controlling(input, async ({ clock }) => {
    const state = await act(clock);
    printResult(input, state, () => inWords(state));
  });
}

const plain = (name: string, description: string, act: (clock: RemoteClock) => Promise<ClockState>) =>
  controlOptions(new Command(name))
    .description(description)
    .action((input: ControlInput) => show(input, act));

/** Takes a first argument such as `-5m` for what it is, and not for an option. */
function allowNegative(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  return Object.assign(command, {
    parseOptions: (argv: string[]) => {
      const { operands, unknown } = parse(argv);
      const [first = '', ...others] = unknown;
      const isNegative = first.startsWith('-') && DURATION.test(first);
      return isNegative ? { operands: [...operands, first], unknown: others } : { operands, unknown };
    },
  });
}

const moving = (name: 'advance' | 'skew', description: string) =>
  allowNegative(controlOptions(new Command(name)))
    .description(description)
    .argument('<seconds>', 'or a number with s, m, h or d: 90, -60, 2h, -5m', secondsArgument)
    .action((seconds: number, input: ControlInput) => show(input, (clock) => clock[name](seconds)));

/** `sparring clock`. */
export function clockCommand(): Command {
  const set = controlOptions(new Command('set'))
    .description('move the clock to a time, from which it continues unless it is frozen')
    .argument('<time>', 'ISO 8601, such as 2026-01-31T12:00:00Z')
    .action((time: string, input: ControlInput) => show(input, (clock) => clock.set(time)));
  return group('clock', 'control the clock that the requests of a running simulator are judged by', [
    plain('show', 'print what the clock shows', (clock) => clock.state()),
    plain('freeze', 'stop the clock; it can still be moved', (clock) => clock.freeze()),
    plain('resume', 'let a frozen clock continue', (clock) => clock.resume()),
    set,
    moving('advance', 'move the clock forward'),
    moving('skew', 'put the clock ahead of the real one, or behind it when negative'),
  ]);
}
