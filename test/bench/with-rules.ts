import { readFileSync } from 'node:fs';
import { startSimulator } from 'sparring';

/**
 * A simulator with rules that no request matches, each for an id of its own.
 * Usage: node with-rules.js <credentials.json> <count>
 */
const [, , file = '', count = '0'] = process.argv;
const simulator = await startSimulator({ credentials: JSON.parse(readFileSync(file, 'utf8')) });
for (let added = 0; added < Number(count); added++) {
  simulator.rules.add({ fields: { attachmentId: `NEVER-${added}` }, move: 'delay(1s)' });
}
process.stdout.write(`${simulator.url}\n`);
process.once('SIGTERM', () => simulator.close().then(() => process.exit()));
