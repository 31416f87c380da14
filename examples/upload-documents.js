/*
 * A client of both partners: it uploads documents, handles a refusal, and asks again after an unknown outcome.
 * Run it against a simulator of its own: npx sparring exec -- npm run example
 */
import { Prepaidify, RefusedError, UnknownOutcomeError, WorldFirst } from '@sparring/sdk';
import { createControl } from 'sparring/control';

const specimen = (name) => new URL(`../test/specimens/${name}`, import.meta.url);

/** Uploads both sides of an ID card; the id of an attachment is ours to choose. */
async function uploadIdCard(worldfirst) {
  const front = { attachmentId: 'A-front', attachmentType: 'ID_CARD_FRONT_SIDE', content: specimen('id-front.jpg') };
  const back = { attachmentId: 'A-back', attachmentType: 'ID_CARD_BACK_SIDE', content: specimen('id-back.png') };
  for (const side of [front, back]) {
    const { attachmentUrl } = await worldfirst.submitAttachment(side);
    console.log(`${side.attachmentId} is stored: ${attachmentUrl}`);
  }
}

/** An answer is lost: the SDK asks again with the same id. */
async function loseAnAnswer(worldfirst, control) {
  await control.rules.add({ partner: 'worldfirst', move: 'reset-after-store', times: 1 });
  const lost = { attachmentId: 'A-lost', attachmentType: 'ID_CARD_BACK_SIDE', content: specimen('id-back.png') };
  const { attempts } = await worldfirst.submitAttachment(lost);
  console.log(`A-lost is stored after ${attempts.length} attempts`);
}

/** A refusal is final for this request: its code says what to change. Here, an id was used for two documents. */
async function handleRefusal(worldfirst) {
  const other = { attachmentType: 'ID_CARD_FRONT_SIDE', content: specimen('id-back.png') };
  try {
    await worldfirst.submitAttachment({ ...other, attachmentId: 'A-front' });
  } catch (error) {
    if (!(error instanceof RefusedError) || error.code !== 'REPEAT_REQ_INCONSISTENT') throw error;
    console.log(`refused: ${error.code}; a document of its own needs an id of its own`);
    await worldfirst.submitAttachment({ ...other, attachmentId: 'A-front-2' });
    console.log('A-front-2 is stored');
  }
}

/** An unknown outcome may have been stored: ask again with the same ids. The SDK does so by itself, unless told not to. */
async function retryUnknownOutcome(prepaidify, control) {
  await control.rules.add({ partner: 'prepaidify', move: '1', times: 1 }); // as on a bad day of the partner
  const photo = { requestNo: 'R-1', type: 'face', file: specimen('face.jpg') };
  try {
    await prepaidify.uploadPhoto(photo, { maxRetries: 0 });
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    console.log(`unknown outcome: ${error.code}; asking again`);
    const { traceId } = await error.retry();
    console.log(`the photo is stored: ${traceId}`);
  }
}

const { SPARRING_BASE_URL: url } = process.env;
if (url === undefined) {
  console.error('There is no simulator: run npx sparring exec -- npm run example');
  process.exit(1);
}
const control = createControl(url, { token: process.env.SPARRING_TOKEN || undefined });
const worldfirst = WorldFirst.fromEnv();
await uploadIdCard(worldfirst);
await loseAnAnswer(worldfirst, control);
await handleRefusal(worldfirst);
await retryUnknownOutcome(Prepaidify.fromEnv(), control);
