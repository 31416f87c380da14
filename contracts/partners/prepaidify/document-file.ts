import type { FileKind } from '../../file-kind.js';

/** The largest file the partner takes, in bytes: 5 MiB (decision K9). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** The kind of content each known file-name extension promises. */
const KIND_OF_EXTENSION: Readonly<Record<string, FileKind>> = { jpg: 'jpeg', jpeg: 'jpeg', png: 'png', pdf: 'pdf' };

/** Types that take a pdf; the others take an image. */
const REPORTS: readonly string[] = ['amlReport', 'idvReport'];

/** What is known of a file once it has arrived. */
export interface DocumentFile {
  readonly filename: string;
  readonly sizeBytes: number;
  /** What the first bytes say it is. */
  readonly kind: FileKind | undefined;
}

/** Why a file is not accepted. */
export interface FileProblem {
  readonly code: '4001' | '4002' | '4003' | '4007';
  readonly reason: string;
  readonly rule: string;
}

type FileRule = (file: DocumentFile, type: string) => FileProblem | undefined;

function promisedKind(filename: string): FileKind | undefined {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return filename.includes('.') ? KIND_OF_EXTENSION[extension] : undefined;
}

const tooLarge: FileRule = ({ sizeBytes }) =>
  sizeBytes > MAX_FILE_BYTES
    ? { code: '4002', rule: 'K9', reason: `the file has more than ${MAX_FILE_BYTES} bytes` }
    : undefined;

const empty: FileRule = ({ sizeBytes }) =>
  sizeBytes === 0 ? { code: '4003', rule: 'K9', reason: 'the file is empty' } : undefined;

const unknownExtension: FileRule = ({ filename }) =>
  promisedKind(filename) === undefined
    ? { code: '4001', rule: 'K10', reason: 'the file name does not end in .jpg, .jpeg, .png or .pdf' }
    : undefined;

const wrongFamily: FileRule = ({ filename }, type) => {
  const wantsReport = REPORTS.includes(type);
  if ((promisedKind(filename) === 'pdf') === wantsReport) return undefined;
  return { code: '4007', rule: 'K10', reason: `${type} takes ${wantsReport ? 'a pdf' : 'a jpg, jpeg or png'}` };
};

const wrongBytes: FileRule = ({ filename, kind }) =>
  promisedKind(filename) === kind
    ? undefined
    : { code: '4001', rule: 'K10', reason: `the bytes are ${kind ?? 'no known format'}, not what the file name says` };

const RULES: readonly FileRule[] = [tooLarge, empty, unknownExtension, wrongFamily];

/** Judges a file by the rules of decisions K9 and K10, in their order; `undefined` means accepted. */
export function judgeFile(file: DocumentFile, type: string, sniffContent: boolean): FileProblem | undefined {
  for (const rule of sniffContent ? [...RULES, wrongBytes] : RULES) {
    const problem = rule(file, type);
    if (problem) return problem;
  }
  return undefined;
}
