/** The states of a requestNo that no upload brings about, each with a description. */
export const states = {
  registered: 'The basic information for this requestNo has been submitted.',
  decided: 'The review of this requestNo has been decided.',
} as const;
