import { spawnSync } from 'node:child_process';

/** How the programs of docs/programs in one language are run on this machine. */
export interface Language {
  readonly name: string;
  /** The name of its program in the folder of each partner. */
  readonly file: string;
  /** Debian's packages, for a machine that lacks them. */
  readonly packages: string;
  /** Commands that must succeed; what they check for is missing otherwise. */
  readonly probes: readonly string[];
  /** Compiles the file into the folder. It costs more than running, so compiled languages wait for TESTS=all. */
  build?(file: string, folder: string): readonly string[];
  run(file: string, folder: string): readonly string[];
}

/** Short-lived programs spend most of their time on optimizing what never runs again. */
const QUICK_JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

let python: string | undefined;

/** The interpreter itself: the `python3` of a version manager takes longer to find it than a program takes to run. */
function pythonPath(): string {
  python ??= spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
  return python;
}

export const languages: readonly Language[] = [
  { name: 'Node', file: 'upload.mjs', packages: 'nodejs', probes: [], run: (file) => [process.execPath, file] },
  {
    name: 'Python',
    file: 'upload.py',
    packages: 'python3 openssl',
    probes: ['command -v python3', 'command -v openssl'],
    run: (file) => [pythonPath(), file],
  },
  {
    name: 'PHP',
    file: 'upload.php',
    packages: 'php-cli php-curl',
    probes: ['php -r \'exit(extension_loaded("curl") && extension_loaded("openssl") ? 0 : 1);\''],
    run: (file) => ['php', file],
  },
  { name: 'Ruby', file: 'upload.rb', packages: 'ruby', probes: ['command -v ruby'], run: (file) => ['ruby', file] },
  {
    name: 'shell',
    file: 'upload.sh',
    packages: 'curl openssl',
    probes: ['command -v curl', 'command -v openssl'],
    run: (file) => ['sh', file],
  },
  {
    name: 'Go',
    file: 'upload.go',
    packages: 'golang-go',
    probes: ['command -v go'],
    build: (file, folder) => ['env', `GOCACHE=${folder}/cache`, 'go', 'build', '-o', `${folder}/upload`, file],
    run: (_file, folder) => [`${folder}/upload`],
  },
  {
    name: 'Java',
    file: 'Upload.java',
    packages: 'default-jdk-headless',
    probes: ['command -v javac'],
    build: (file, folder) => ['javac', ...QUICK_JVM.map((option) => `-J${option}`), '-d', folder, file],
    run: (_file, folder) => ['java', ...QUICK_JVM, '-cp', folder, 'Upload'],
  },
  {
    name: 'C#',
    file: 'Upload.cs',
    packages: 'mono-mcs libmono-system-net-http4.0-cil',
    probes: ['command -v mcs', 'command -v mono'],
    build: (file, folder) => [
      ...['mcs', '-nologo', '-warnaserror', '-nowarn:28', '-main:EntryPoint', '-r:System.Net.Http.dll'],
      ...[`-out:${folder}/upload.exe`, file, 'test/docs/dotnet-on-mono.cs'],
    ],
    run: (_file, folder) => ['mono', `${folder}/upload.exe`],
  },
];

/** Whether the programs of a language only run when they are asked for. */
export const isLeftOut = ({ build }: Language): boolean => build !== undefined && process.env['TESTS'] !== 'all';

/** Why the programs of a language do not run here; false when they do. */
export function notRunBecause(language: Language): string | false {
  const { name, probes, packages } = language;
  if (isLeftOut(language)) return `${name} takes long to compile: TESTS=all runs it`;
  const isThere = (probe: string) => spawnSync('sh', ['-c', probe], { stdio: 'ignore' }).status === 0;
  return probes.every(isThere) ? false : `${name} is not installed (Debian: ${packages})`;
}
