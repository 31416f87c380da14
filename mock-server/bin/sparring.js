#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

// this file must be understood by every Node with ES modules, since it says that a newer one is needed
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [leastMajor, leastMinor] = engines.node.replace('>=', '').split('.').map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/main.js', import.meta.url);

if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  const least = `${leastMajor}.${leastMinor}`;
  process.stderr.write(
    `sparring: Node ${least} or newer is needed, and this is ${process.versions.node}; install it\n`,
  );
  process.exitCode = 2;
} else if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('sparring: not built yet; run npm run build in the root of the repository\n');
  process.exitCode = 2;
}
