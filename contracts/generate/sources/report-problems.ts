/** The exit code for what a contributor can fix; a stale file has 1. */
const EXIT_PROBLEMS = 2;

/**
 * Prints problems, one a line, and sets the exit code.
 * @returns whether there are any.
 */
export function reportProblems(problems: readonly string[]): boolean {
  if (problems.length === 0) return false;
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = EXIT_PROBLEMS;
  return true;
}
