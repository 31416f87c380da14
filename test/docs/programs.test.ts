import { copyFileSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { clientVariables } from '#simulator/config/client-variables.js';
import { folderFor, run } from '../helpers/command.js';
import { type AnySimulator, simulatorFor } from '../helpers/simulator.js';
import { specimenPath } from '../helpers/specimens.js';
import { isLeftOut, languages, notRunBecause } from './languages.js';

/** Quotation marks end a file name in a multipart header, and not every client writes other characters as UTF-8. */
const FILE_NAME = 'ID "front" – Müller 证件.JPG';
/** As it arrives, with its quotation marks escaped in whatever way. */
const SENT_FILE_NAMES = [
  /filename="ID .+front.+ – Müller 证件\.JPG"/,
  /filename\*=utf-8''ID.+M%C3%BCller%20%E8%AF%81%E4%BB%B6\.JPG/,
];

/** Passes connections on to the simulator, and keeps what clients sent: the journal has no file names. */
async function recorderFor(t: Test, simulator: AnySimulator) {
  const sent: string[] = [];
  const server = createServer((client) => {
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk)).on('close', () => sent.push(Buffer.concat(chunks).toString()));
    const upstream = connect(Number(new URL(simulator.url).port), '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => client.destroy() && upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
  return { url: `http://127.0.0.1:${address.port}`, sent };
}

t.jobs = 2;
const simulator = await simulatorFor(t);
const recorder = await recorderFor(t, simulator);
const variables = Object.fromEntries(
  clientVariables(recorder.url, simulator.credentials, { format: 'pem', type: 'pkcs8' }),
);
const folder = folderFor(t, '');
const document = join(folder, FILE_NAME);
copyFileSync(specimenPath('id-front.jpg'), document);
const keys = (simulator.credentials as Record<string, Record<string, string>>)['worldfirst'] ?? {};

/** What differs between the partners: the type of the document, answers, and keys that make them refuse. */
const partners = [
  {
    name: 'prepaidify',
    type: 'idFront',
    accepted: /^0 操作成功 [0-9a-f]{32}\n$/,
    wrongKey: { SPARRING_PREPAIDIFY_SECRET_KEY: 'wrong' },
    refused: { code: 1, stdout: /^200006 Signature failure [0-9a-f]{32}\n$/, stderr: '' },
  },
  {
    name: 'worldfirst',
    type: 'ID_CARD_FRONT_SIDE',
    accepted: /^SUCCESS success \d{8}_\w+\n$/,
    wrongKey: { SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY: keys['partnerPrivateKey'] ?? '' },
    refused: { code: 1, stdout: /^INVALID_SIGNATURE \S.*\n$/, stderr: '' },
  },
];

for (const language of languages) {
  const reason = notRunBecause(language);
  // .ci/run installs what is missing, so there it is an error
  const skip = reason !== false && process.env['CI'] !== undefined && !isLeftOut(language) ? false : reason;
  for (const { name, type, accepted, wrongKey, refused } of partners) {
    t.test(`the ${language.name} program uploads to ${name}`, { skip, buffered: true }, async (t) => {
      const file = join('docs/programs', name, language.file);
      const output = folderFor(t, '');
      if (language.build) t.match(await run(language.build(file, output)), { code: 0, stdout: '', stderr: '' });
      const words = language.run(file, output);
      const id = `é"证-${language.name}`;
      const upload = (changed: Readonly<Record<string, string>> = {}) =>
        run([...words, document, type, id], { env: { LANG: 'C.UTF-8', ...variables, ...changed } });

      t.match(await upload(), { code: 0, stdout: accepted, stderr: '' });
      const entries = (await simulator.ledger(id)).filter(({ partner }) => partner === name);
      t.match(entries, [{ accepted: 1 }], 'the id arrived as it is');
      t.match(await upload(wrongKey), refused);
      t.match(await run(words), { code: 2, stdout: '', stderr: /^usage: .+ <file> .+"npx sparring env"\n$/ });
      if (name === 'prepaidify') {
        const [request = ''] = recorder.sent.filter((text) => text.includes(id));
        t.ok(
          SENT_FILE_NAMES.some((pattern) => pattern.test(request)),
          'so did the file name',
        );
      } else {
        const misled = await upload({ SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY: keys['clientPublicKey'] ?? '' });
        t.notMatch(misled, { code: 0 });
        t.match(misled, { stdout: '', stderr: 'the signature of the answer is invalid' });
      }
    });
  }
}

t.test('the page about signing shows lines of the programs and says which of them run', (t) => {
  const page = readFileSync('docs/sign-in-your-language.md', 'utf8');
  const [, ...sections] = page.split(/^## /m);
  const flat = (text: string) => text.replace(/^\s+/gm, '');
  for (const { name, file, build } of languages) {
    const links = partners.map((partner) => `[${file}](programs/${partner.name}/${file})`);
    const row = page.split('\n').find((line) => line.includes(links.join(' | ')));
    t.match(row, /\| \[.+\]\(#.*\) \|.+\|/, `${name} has a row`);
    t.equal(/only in CI/.test(row ?? ''), build !== undefined, `the row of ${name} says when its programs run`);
    const title = /^\| \[(.+?)\]/.exec(row ?? '')?.[1];
    const section = sections.find((text) => text.startsWith(`${title}\n`)) ?? '';
    const shown = [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code = '']) => code);
    t.equal(shown.length, partners.length, `${name} shows how to sign for each partner`);
    for (const [index, { name: partner }] of partners.entries()) {
      const program = readFileSync(join('docs/programs', partner, file), 'utf8');
      t.ok(flat(program).includes(flat(shown[index] ?? '-')), `${partner}/${file} contains what is shown`);
    }
  }
  t.end();
});
