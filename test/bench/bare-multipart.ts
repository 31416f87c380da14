import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import multipart from '@fastify/multipart';
import Fastify from 'fastify';

/**
 * The least a program with fastify and its multipart parser can be: no signature, no rule, no journal. It tells
 * how much of an upload's cost is the parser's.
 */
const app = Fastify({ logger: false });
const limits = { fileSize: Number.POSITIVE_INFINITY, fieldSize: 64 * 1024, parts: 1000 };
await app.register(multipart, { throwFileSizeLimit: false, limits });
app.post('/*', async (request) => {
  let checksum = 0;
  for await (const part of request.parts()) {
    if (part.type === 'field') continue;
    await new Promise((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        checksum = crc32(chunk, checksum);
      };
      part.file.on('data', onData).once('end', resolve).once('error', reject);
    });
  }
  return `{"success":true,"checksum":${checksum}}`;
});
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', () => process.exit(0));
