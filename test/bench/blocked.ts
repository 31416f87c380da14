import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startSimulator } from 'sparring';

/**
 * A simulator in a process of its own that tells how long it was unable to do anything else. Its parent asks for the
 * longest pause since it asked before.
 */
const simulator = await startSimulator();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on('message', () => {
  process.send?.(delay.max / 1e6);
  delay.reset();
});
process.once('SIGTERM', () => process.exit(0));
process.send?.({ url: simulator.url, credentials: simulator.credentials });
