import type { PartnerContract } from '@sparring/contracts';
import type { Command } from 'commander';
import { partnerModules } from '../generated/partners.js';

/** What the examples are about: names in braces stand for those of a partner that takes documents. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  sparring: ['sparring start', 'sparring curl {partner} {operation} | sh', 'sparring exec -- npm test'],
  start: [
    'sparring start --seed ci --set {partner}.{setting}',
    'sparring start --port 0 --json --log-level silent --ready-file ready.json',
    'sparring start --host 0.0.0.0 --allow-host qa.example',
  ],
  wait: ['sparring wait --timeout 1m', 'sparring wait --ready-file ready.json'],
  exec: ['sparring exec -- npm test', 'sparring exec --min 80 --coverage-junit coverage.xml -- npm test'],
  env: [
    'eval "$(sparring env)"',
    'sparring env --format dotenv > sparring.env',
    'sparring env --format powershell | Invoke-Expression',
  ],
  curl: [
    'sparring curl {partner} {operation} | sh',
    'sparring curl {partner} {operation} --file document.jpg {field}=A-1 | sh',
    'sparring curl {partner} {operation} --move {code} | sh',
  ],
  sign: ['sparring sign {partner} {operation} {field}=A-1 --file document.jpg'],
  clean: ['sparring clean'],
  catalogue: ['sparring catalogue {partner}', 'sparring catalogue --json'],
  partners: ['sparring partners'],
  rules: ['sparring rules', 'sparring rules add --move {code} --times 1', 'sparring rules clear'],
  'rules list': ['sparring rules list --json'],
  'rules add': [
    'sparring rules add --partner {partner} --sequence natural {code}',
    `sparring rules add --move 'delay(2s)' --probability 0.1`,
    `sparring rules add '{"move":"hang","fields":{"{field}":"A-1"}}'`,
  ],
  'rules remove': ['sparring rules remove 0123456789ab'],
  'rules clear': ['sparring rules clear'],
  lanes: ['sparring lanes', 'eval "$(sparring lanes create --name qa)"', 'sparring lanes delete qa'],
  'lanes list': ['sparring lanes list --json'],
  'lanes create': [
    'eval "$(sparring lanes create)"',
    'sparring lanes create --name qa --set {partner}.{setting} --format dotenv > qa.env',
  ],
  'lanes show': ['eval "$(sparring lanes show qa)"'],
  'lanes delete': ['sparring lanes delete qa'],
  clock: ['sparring clock', 'sparring clock advance 2h'],
  'clock show': ['sparring clock show --json'],
  'clock freeze': ['sparring clock freeze'],
  'clock resume': ['sparring clock resume'],
  'clock set': ['sparring clock set 2026-12-31T23:59:00Z'],
  'clock advance': ['sparring clock advance 90', 'sparring clock advance 2h'],
  'clock skew': ['sparring clock skew 10m', 'sparring clock skew -- -5m'],
  settings: ['sparring settings', 'sparring settings set {partner}.{setting}'],
  'settings list': ['sparring settings list --json'],
  'settings set': ['sparring settings set {partner}.{setting}'],
  reset: ['sparring reset', 'sparring reset --all'],
  ledger: ['sparring ledger A-1', 'sparring ledger --limit 10 --json'],
  journal: ['sparring journal --code {code} --limit 5', 'sparring journal last'],
  coverage: ['sparring coverage --min 80', 'sparring coverage --format markdown'],
  explain: ['sparring explain last', 'sparring explain --request saved.http'],
  review: ['sparring review', 'sparring review --partner {partner} --json'],
  files: ['sparring files make --move {code} --format png', 'sparring files kit documents'],
  'files make': [
    'sparring files make --move {code} --format png --out second-try.png',
    `sparring files make --move 'delay(2s)' --format jpg`,
  ],
  'files kit': ['sparring files kit documents', 'sparring files kit documents --partner {partner}'],
  verify: [
    'sparring verify',
    'sparring verify --target https://sandbox.example --credentials sandbox.json --rps 1 --yes-send-to sandbox.example',
    'sparring verify --only {code} --junit verify.xml',
  ],
  drift: ['sparring drift recordings --json drift.json'],
  completion: ['source <(sparring completion bash)', 'sparring completion fish | source'],
};

/** A setting of a partner, as `--set` takes it. */
function settingOf({ settings }: PartnerContract): string {
  const [[name, setting] = []] = Object.entries(settings);
  return setting ? `${name}=${setting.choices?.find((choice) => choice !== setting.default) ?? 'true'}` : '';
}

/** The names that an operation of some partner gives to the examples: of one that takes a document. */
function exampleNames(): Readonly<Record<string, string>> {
  const operations = partnerModules.flatMap(({ contract, samples }) =>
    contract.operations.map((operation) => ({ contract, operation, document: samples[operation.name]?.document })),
  );
  const found = operations.findLast(({ document }) => document);
  if (!found) return {};
  const { contract, operation } = found;
  const codes = operation.outcomes.map(({ code }) => code);
  const refused = contract.catalogue.find(({ code, class: kind }) => kind === 'refused' && codes.includes(code));
  return {
    partner: contract.name,
    operation: operation.name,
    setting: settingOf(contract),
    code: refused?.code ?? '',
    field: operation.requestFields[0] ?? '',
  };
}

/** A command as it is typed, without the program: `rules add`. */
const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** The examples of a command. */
export function examplesOf(command: Command): readonly string[] {
  const names = exampleNames();
  const examples = EXAMPLES[pathOf(command)] ?? [];
  return examples.map((text) => text.replace(/\{(\w+)\}/g, (all, name: string) => names[name] ?? all));
}

/** Adds examples to the help of a command. */
export function addExamples(command: Command): void {
  command.addHelpText('after', () => {
    const lines = examplesOf(command).map((line) => `  ${line}`);
    return ['', lines.length === 1 ? 'Example:' : 'Examples:', ...lines].join('\n');
  });
}
