import sparring = require('sparring');
import control = require('sparring/control');
import verify = require('sparring/verify');

/*
 * A CommonJS program in TypeScript, as it is in a project that runs jest: that it compiles is half of its purpose.
 */

type Import<Name extends 'index' | 'control' | 'verify'> = {
  index: typeof import('sparring', { with: { 'resolution-mode': 'import' }});
  control: typeof import('sparring/control', { with: { 'resolution-mode': 'import' }});
  verify: typeof import('sparring/verify', { with: { 'resolution-mode': 'import' }});
}[Name];

/** Fails to compile when something is declared for one module system only. */
const sameAs = <Whole,>(part: { readonly [Name in keyof Whole]: Whole[Name] }) => Object.keys(part).sort();

async function main(): Promise<void> {
  const simulator: sparring.Simulator = await sparring.startSimulator({
    settings: { worldfirst: { onRepeat: 'accept' } },
  });
  const lanes = await control.createControl(simulator.url).lanes();
  const refused = await simulator.createLane({ name: 'default' }).catch((error: unknown) => error);
  await simulator.close();
  const exported = [
    sameAs<Import<'index'>>(sparring),
    sameAs<Import<'control'>>(control),
    sameAs<Import<'verify'>>(verify),
  ];
  process.stdout.write(JSON.stringify({ lanes, isUserError: refused instanceof sparring.UserError, exported }));
}

main().catch((error: unknown) => {
  throw error;
});
