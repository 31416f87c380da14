/** A program that signs and sends a request. */
export interface Program {
  /** Of its file. */
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

/** Filled in by the build. */
declare const PROGRAMS_FILE: string;

let loading: Promise<Readonly<Record<string, readonly Program[]>>> | undefined;

/** Reads the programs of a partner, which the build took from the documentation; none when there are none. */
export async function loadPrograms(partner: string): Promise<readonly Program[]> {
  loading ??= fetch(`/_sparring/inspector/${PROGRAMS_FILE}`).then((answer) => answer.json());
  const programs = await loading.catch((error: unknown) => {
    loading = undefined; // the next visit tries again
    throw error;
  });
  return programs[partner] ?? [];
}
