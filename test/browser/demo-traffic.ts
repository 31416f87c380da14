import { createHmac } from 'node:crypto';
import { UPLOAD_PATH, upload, uploadParts } from '../helpers/prepaidify.js';
import type { AnySimulator } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { submit } from '../helpers/worldfirst.js';

/** A photo that any upload can carry. */
export const photo = specimen('id-front.jpg');

/** Uploads with a signature over the method in lower case; returns the id of the exchange. */
export async function uploadWronglySigned(simulator: AnySimulator, requestNo: string): Promise<string> {
  const timestamp = String(Date.now());
  const secret = String(simulator.credentials['prepaidify']?.['secretKey']);
  const signature = createHmac('sha256', secret).update(`${timestamp}post${UPLOAD_PATH}`).digest('base64');
  const parts = uploadParts(photo, 'face.jpg', 'face', requestNo);
  const answer = await upload(simulator, { timestamp, parts, headers: { 'ach-access-sign': signature } });
  return String(answer.headers['x-sparring-id']);
}

const attach = (simulator: AnySimulator, id: string, attachmentType = 'ID_CARD_FRONT_SIDE') =>
  submit(simulator, {
    body: { attachmentId: id, attachmentType, attachmentContent: photo.toString('base64') },
  });

const uploadAs = (simulator: AnySimulator, requestNo: string, type = 'idFront', filename = 'id-front.jpg') =>
  upload(simulator, { parts: uploadParts(photo, filename, type, requestNo) });

/** What a team might send in a morning: accepted, refused, moved, wrongly signed. Returns the last, which is wrongly signed. */
export async function sendMorning(simulator: AnySimulator): Promise<string> {
  for (const number of [101, 102, 103]) await attach(simulator, `ORDER-${number}`);
  await uploadAs(simulator, 'REQ-201');
  await uploadAs(simulator, 'REQ-202', 'id_front');
  await attach(simulator, 'ORDER-101', 'ID_CARD_BACK_SIDE');
  simulator.rules.add({ partner: 'worldfirst', move: 'UNKNOWN_EXCEPTION', times: 2 });
  for (let attempt = 0; attempt < 3; attempt++) await attach(simulator, 'ORDER-104');
  await uploadAs(simulator, 'REQ-203');
  await uploadAs(simulator, 'REQ-204', 'idFront', 'id-front.gif');
  await attach(simulator, 'SPARRING-PROCESS_FAIL-105');
  simulator.rules.add({ partner: 'prepaidify', move: 'delay(120ms)', times: 1 });
  await uploadAs(simulator, 'REQ-205');
  await attach(simulator, 'ORDER-106');
  return uploadWronglySigned(simulator, 'REQ-206');
}
