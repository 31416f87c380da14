import t from 'tap';
import { upload, uploadParts } from '../helpers/prepaidify.js';
import { simulatorFor } from '../helpers/simulator.js';
import { specimen } from '../helpers/specimens.js';
import { answerSignature, submit } from '../helpers/worldfirst.js';

t.test('worldfirst stores a real JPEG and signs its answer', async (t) => {
  const simulator = await simulatorFor(t);
  const attachmentContent = specimen('id-front.jpg').toString('base64');
  const answer = await submit(simulator, {
    body: { attachmentId: 'A-1', attachmentType: 'ID_CARD_FRONT_SIDE', attachmentContent },
  });
  t.equal(answer.status, 200);
  t.equal(answer.json.result.resultStatus, 'S');
  t.match(answer.json.attachmentUrl, /^\d{8}_\w+$/);
  t.equal(answerSignature(simulator, answer), 'holds');
});

t.test('prepaidify stores a real PDF by POST and a JPEG by GET', async (t) => {
  const simulator = await simulatorFor(t);
  const report = await upload(simulator, { parts: uploadParts(specimen('aml-report.pdf'), 'report.pdf', 'amlReport') });
  t.match(report.json, { code: '0', success: true, error: false, model: null });
  const photo = await upload(simulator, {
    method: 'GET',
    parts: uploadParts(specimen('face.jpg'), 'face.JPG', 'face'),
  });
  t.match(photo.json, { code: '0', msg: '操作成功' });
});
