import { afterAll, beforeAll, expect, test } from 'vitest';
import { appInLane } from './with-lane.js';

let lane;
beforeAll(async () => {
  lane = await appInLane();
});
afterAll(() => lane.close());

test('a photo is passed on to the partner', async () => {
  expect(await lane.upload('R-1')).toMatchObject({ status: 201, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const [entry] = await lane.control.ledger('R-1');
  expect(entry).toMatchObject({ arrived: 1, accepted: 1 });
});
