/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** Why it is not run, as the page itself says above it. */
  readonly notRun: string | undefined;
  /** What it prints, if the next block says so. */
  readonly prints: string | undefined;
}

const FENCE = /(?:^|\n)([^\n]*)\n*\n```(\S*)\n(.*?)\n?```(?=\n|$)/gs;
const NOT_RUN = /\*Not run by our tests: (.+)\.\*$/;

/** The blocks of a page, each with what it prints; a `text` block belongs to the block above it. */
export function blocksOf(page: string): readonly Block[] {
  const found = [...page.matchAll(FENCE)].map(([, above = '', language = '', code = '']) => ({
    language,
    code: code.trim(),
    notRun: NOT_RUN.exec(above)?.[1],
  }));
  return found.map((block, index) => {
    const next = found[index + 1];
    return { ...block, prints: next?.language === 'text' ? next.code : undefined };
  });
}

/** Lines that must be in an output in this order; `…` stands for anything on a line. */
export function expectation(text: string): RegExp {
  const lines = text.split('\n').map((line) =>
    line
      .split('…')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
      .join('.*'),
  );
  return new RegExp(lines.join('[^]*?'));
}
