import { unknownPlaceholders } from '../documents/fill-vectors.js';
import { contractFile, type PartnerCheck } from './partner-data.js';

/** What a file of vectors contains, or why it cannot be read. */
function vectorsOf(text: string): Readonly<Record<string, unknown>> | Error {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
}

const vectorsExist: PartnerCheck = (data) => {
  const [file, vectorsFile] = [contractFile(data, 'signing.md'), contractFile(data, 'vectors.json')];
  const vectors = vectorsOf(data.tree.get(vectorsFile) ?? '');
  if (vectors instanceof Error) return [`${vectorsFile} is not JSON (${vectors.message}); fix it`];
  return unknownPlaceholders(data.tree.get(file) ?? '', vectors).map(
    (placeholder) =>
      `${file} names ${placeholder}, which ${vectorsFile} does not have as a text; name a vector and its field`,
  );
};

export const signingChecks: readonly PartnerCheck[] = [vectorsExist];
