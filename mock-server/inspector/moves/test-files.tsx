import { control } from '../api/control.js';
import type { OperationMoves } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { save } from '../parts/save.js';
import { attempt } from '../state/toast.js';

interface TestFilesProps {
  readonly operation: OperationMoves;
  /** What the files ask for; without it, for nothing. */
  readonly move?: string;
}

/** Makes a document and saves it. */
async function download({ operation: { partner, operation }, move }: TestFilesProps, format: string): Promise<void> {
  await attempt(async () => {
    const { filename, blob } = await control.document(partner, operation, move, format);
    save(filename, blob);
  });
}

/** Test files: a tester who controls nothing but the upload gets the move with one. */
export function TestFiles(props: TestFilesProps) {
  const { operation, move } = props;
  const formats = [...new Set(operation.documents.map(({ format }) => format))];
  if (formats.length === 0) return null;
  const what = move === undefined ? 'without a move' : `that asks for ${move}`;
  return (
    <span class="test-files">
      <Icon name="download" />
      <span class="muted">{move === undefined ? 'Plain test file' : 'Test file'}</span>
      {formats.map((format) => (
        <button
          key={format}
          type="button"
          class="text-button"
          aria-label={`Download a ${format} ${what}`}
          onClick={() => download(props, format)}
        >
          {format}
        </button>
      ))}
    </span>
  );
}
