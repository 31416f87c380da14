import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appInLane } from './with-lane.js';

let lane;
beforeAll(async () => {
  lane = await appInLane();
});
beforeEach(() => lane.control.reset());
afterAll(() => lane.close());

test('the same id as in the other test file is a new one in this lane', async () => {
  await lane.upload('R-1');
  expect(await lane.control.ledger('R-1')).toMatchObject([{ arrived: 1 }]);
});

test('a refusal is answered with the code of the partner', async () => {
  await lane.control.rules.add({ partner: 'prepaidify', move: '4001' });
  expect(await lane.upload('R-2')).toEqual({ status: 422, error: 'refused', code: '4001' });
});

test('an unknown outcome can be tried again, and the partner has one photo', async () => {
  await lane.control.rules.add({ partner: 'prepaidify', move: 'reset-after-store', times: 1 });
  expect((await lane.upload('R-3')).status).toBeGreaterThanOrEqual(500);
  expect(await lane.upload('R-3')).toMatchObject({ status: 201 });
  expect(await lane.control.ledger('R-3')).toMatchObject([{ arrived: 2, duplicates: 1 }]);
});
