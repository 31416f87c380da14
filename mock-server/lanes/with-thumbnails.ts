import type { JournalDocument, JournalExchange } from '../state/journal.js';
import type { Lane } from './lane.js';

/** Adds small pictures of the documents that are kept. They are made when somebody looks, because that costs time. */
export async function withThumbnails<Found extends JournalExchange | undefined>(
  { journal, thumbnails }: Pick<Lane, 'journal' | 'thumbnails'>,
  exchange: Found,
): Promise<Found> {
  const { request, id = '' } = exchange ?? {};
  if (!thumbnails || !request?.documents.some(({ kept }) => kept)) return exchange;
  const shown = async (document: JournalDocument, index: number): Promise<JournalDocument> => {
    const kept = await journal.document(id, index);
    return kept ? { ...document, thumbnail: await thumbnails.of(kept) } : document;
  };
  return { ...exchange, request: { ...request, documents: await Promise.all(request.documents.map(shown)) } };
}
