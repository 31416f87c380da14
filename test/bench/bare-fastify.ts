import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';

/** The least a program with fastify can be: what the start of the simulator is measured against. */
const app = Fastify();
app.get('/_sparring/health', async () => ({ status: 'up' }));
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', () => process.exit(0));
