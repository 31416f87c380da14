import { Prepaidify } from '@sparring/sdk';
import { createControl } from 'sparring/control';
import { inject } from 'vitest';
import { buildApp } from '../app.js';

const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Buffer.from('a SPECIMEN photo')]);

/**
 * An app whose client has a lane of its own: credentials that select a store, rules and a journal that no other test
 * file sees. The app itself knows nothing of it.
 */
export async function appInLane() {
  const url = inject('simulatorUrl');
  const control = createControl(url);
  const lane = await control.createLane();
  const app = buildApp({ prepaidify: new Prepaidify({ baseUrl: url, ...lane.credentials.prepaidify, maxRetries: 0 }) });
  return {
    control: lane,
    async upload(user) {
      const form = new FormData();
      form.append('photo', new Blob([photo], { type: 'image/jpeg' }), 'photo.jpg');
      const { headers, body } = new Response(form);
      const payload = Buffer.from(await new Response(body).arrayBuffer());
      const answer = await app.inject({
        method: 'POST',
        url: `/users/${user}/photo`,
        headers: Object.fromEntries(headers),
        payload,
      });
      return { status: answer.statusCode, ...answer.json() };
    },
    async close() {
      await app.close();
      await control.deleteLane(lane.name);
    },
  };
}
