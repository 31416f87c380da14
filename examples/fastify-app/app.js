import multipart from '@fastify/multipart';
import { RefusedError, UnknownOutcomeError } from '@sparring/sdk';
import Fastify from 'fastify';

/** How each error of the SDK is answered. A user can only change a document; an unknown outcome can be asked again. */
function answerOf(error) {
  if (error instanceof RefusedError) return { status: 422, body: { error: 'refused', code: error.code } };
  if (error instanceof UnknownOutcomeError) return { status: 503, body: { error: 'try-again' } };
  return { status: 502, body: { error: 'partner-unavailable' } };
}

/**
 * An app that passes photos of its users on to Prepaidify.
 * @param {{ prepaidify: import('@sparring/sdk').Prepaidify }} services
 */
export function buildApp({ prepaidify }) {
  const app = Fastify();
  app.register(multipart, { limits: { fileSize: 5 * 1024 * 1024 } });
  app.post('/users/:id/photo', async (request, reply) => {
    const part = await request.file();
    if (!part) return reply.code(400).send({ error: 'photo-missing' });
    const photo = { requestNo: request.params.id, type: 'face', file: await part.toBuffer(), filename: part.filename };
    try {
      const { traceId } = await prepaidify.uploadPhoto(photo);
      return reply.code(201).send({ traceId });
    } catch (error) {
      const { status, body } = answerOf(error);
      return reply.code(status).send(body);
    }
  });
  return app;
}
