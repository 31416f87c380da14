import type { FileKind } from '../../file-kind.js';

/** The largest file that the partner accepts, in bytes: 5 MiB (decision K9). */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** The kind of content that each known file extension stands for. */
const KIND_OF_EXTENSION: Readonly<Record<string, FileKind>> = { jpg: 'jpeg', jpeg: 'jpeg', png: 'png', pdf: 'pdf' };

/** The types that take a pdf; the others take an image. */
const REPORTS: readonly string[] = ['amlReport', 'idvReport'];

/** What is known about a file once it has been received. */
export interface DocumentFile {
  readonly filename: string;
  readonly sizeBytes: number;
  /** The kind detected from the first bytes. */
  readonly kind: FileKind | undefined;
}

/** Why a file is not accepted. */
export interface FileProblem {
  readonly code: '4001' | '4002' | '4003' | '4007';
  readonly reason: string;
  readonly rule: string;
}

type FileRule = (file: DocumentFile, type: string) => FileProblem | undefined;

function kindFromName(filename: string): FileKind | undefined {
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
  kindFromName(filename) === undefined
    ? { code: '4001', rule: 'K10', reason: 'the file name does not end in .jpg, .jpeg, .png or .pdf' }
    : undefined;

const wrongTypeGroup: FileRule = ({ filename }, type) => {
  const wantsReport = REPORTS.includes(type);
  if ((kindFromName(filename) === 'pdf') === wantsReport) return undefined;
  return { code: '4007', rule: 'K10', reason: `${type} takes ${wantsReport ? 'a pdf' : 'a jpg, jpeg or png'}` };
};

const wrongContent: FileRule = ({ filename, kind }) =>
  kindFromName(filename) === kind
    ? undefined
    : {
        code: '4001',
        rule: 'K10',
        reason: `the content is ${kind ?? 'of an unknown format'}, which does not match the file extension`,
      };

const RULES: readonly FileRule[] = [tooLarge, empty, unknownExtension, wrongTypeGroup];

/** Applies the rules of decisions K9 and K10 to a file, in their order; `undefined` means accepted. */
export function judgeFile(file: DocumentFile, type: string, sniffContent: boolean): FileProblem | undefined {
  for (const rule of sniffContent ? [...RULES, wrongContent] : RULES) {
    const problem = rule(file, type);
    if (problem) return problem;
  }
  return undefined;
}
