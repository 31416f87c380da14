/** The names of the methods that return a promise. */
export type AsyncName<Control> = {
  [Name in keyof Control]: Control[Name] extends (...input: never[]) => Promise<unknown> ? Name : never;
}[keyof Control];

type Method = (...input: unknown[]) => unknown;

/**
 * Checks before each call of a method whether it is still possible.
 * @param check throws when it is not
 * @param asyncNames what returns a promise rejects it instead of throwing
 */
export function guarded<Control extends object>(
  control: Control,
  check: () => void,
  asyncNames: { readonly [Name in AsyncName<Control>]: true },
): Control {
  const guard = (name: string, value: unknown): unknown => {
    if (typeof value !== 'function') return value;
    const call = value as Method;
    const checked: Method = (...input) => {
      check();
      return call(...input);
    };
    return Object.hasOwn(asyncNames, name) ? async (...input: unknown[]) => checked(...input) : checked;
  };
  return Object.fromEntries(Object.entries(control).map(([name, value]) => [name, guard(name, value)])) as Control;
}
