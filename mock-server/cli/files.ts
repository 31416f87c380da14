import { Command } from 'commander';
import type { PartnerModule } from '../core/partner-module.js';
import { UserError } from '../core/user-error.js';
import { takesDocuments } from '../files/document-rules.js';
import type { DocumentOperation } from '../files/kit.js';
import type { MoveReader } from '../files/kit-moves.js';
import { partnerModules } from '../generated/partners.js';
import { listMoves, parseMove } from '../moves/parse-move.js';

/** What the command works with. */
export interface FilesInput {
  /** Default: what the simulator can do. */
  readonly moves?: MoveReader;
  /** Default: every partner. */
  readonly modules?: readonly PartnerModule[];
  /** Prints a line; default: to standard output. */
  readonly print?: (line: string) => void;
}

interface MakeOptions {
  readonly move: string;
  readonly format: string;
  readonly partner?: string;
  readonly out?: string;
  readonly seed: string;
}

interface KitOptions {
  readonly partner?: string;
  readonly seed: string;
}

/** The operations that take documents, of one partner or of all. */
function documentOperations(modules: readonly PartnerModule[], name: string | undefined): readonly DocumentOperation[] {
  const takers = modules.filter((module) => takesDocuments(module));
  const chosen = takers.filter(({ contract }) => name === undefined || contract.name === name);
  if (chosen.length === 0) {
    const names = takers.map(({ contract }) => contract.name).join(', ');
    throw new UserError(`there is no partner ${name} that takes documents; those that do are ${names}`);
  }
  return chosen.flatMap(({ contract, documents }) =>
    contract.operations.flatMap((operation) => {
      const rules = documents[operation.name];
      return rules ? [{ contract, operation, rules }] : [];
    }),
  );
}

const MOVES: MoveReader = { listMoves, parseMove };

const SEED_TEXT = 'choose the made-up people; the same seed makes the same files';

function makeCommand({ moves = MOVES, modules = partnerModules, print = console.log }: FilesInput): Command {
  return new Command('make')
    .description('make one document that asks for a move')
    .requiredOption('--move <move>', 'a code of a partner, or a fault such as "delay(2s)"')
    .requiredOption('--format <format>', 'png, jpg or pdf')
    .option('--partner <name>', 'only for this partner (default: every partner that has the move)')
    .option('--out <file>', 'the file to write; it must not exist (default: the move, in the current folder)')
    .option('--seed <text>', SEED_TEXT, '1')
    .action(async ({ move, format, partner, out, seed }: MakeOptions) => {
      // only these two commands need to draw
      const [{ makeOne }, { writeNewFile }] = await Promise.all([
        import('../files/make-one.js'),
        import('../files/write-kit.js'),
      ]);
      const operations = documentOperations(modules, partner);
      const { filename, bytes } = makeOne({ move, format, operations, moves, seed });
      const path = out ?? filename;
      await writeNewFile(path, bytes);
      print(path);
    });
}

const MEGABYTE = 1_000_000;

function kitCommand({ moves = MOVES, modules = partnerModules, print = console.log }: FilesInput): Command {
  return new Command('kit')
    .description('write a document for each code, fault and format, edge cases, and an index page')
    .argument('<folder>', 'new, empty, or with an earlier kit, which is replaced')
    .option('--partner <name>', 'only for this partner')
    .option('--seed <text>', SEED_TEXT, '1')
    .action(async (folder: string, { partner, seed }: KitOptions) => {
      const { writeKit } = await import('../files/write-kit.js');
      const kit = await writeKit(folder, { operations: documentOperations(modules, partner), moves, seed });
      const megabytes = (kit.sizeBytes / MEGABYTE).toFixed(1);
      print(`${kit.documentCount} documents (${megabytes} MB); open ${kit.indexPath}`);
    });
}

/**
 * Creates `sparring files`, whose commands make documents that carry moves.
 * @example program.addCommand(filesCommand())
 */
export function filesCommand(input: FilesInput = {}): Command {
  const files = new Command('files').description('make documents to upload: pictures and PDFs that ask for moves');
  for (const command of [makeCommand(input), kitCommand(input)]) files.addCommand(command);
  return files;
}
