import { promisify } from 'node:util';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import type { App } from './dependencies.ts';
import { sendRefusalsTogether } from './send-refusals-together.ts';

const nextTick = promisify(process.nextTick);

/** What happens, in order, when three requests arrive in one turn of the event loop; one is refused before another is handled. */
async function orderOfEvents(prepare: (app: App) => void): Promise<string[]> {
  const events: string[] = [];
  const app = fastify().withTypeProvider<TypeBoxTypeProvider>();
  prepare(app);
  // Comes after the one that holds back: what is told here goes out.
  app.addHook('onSend', (request, _reply, _payload, done) => {
    events.push(`${request.url} goes out`);
    done();
  });
  app.get('/refused', async () => {
    throw new Error('refused');
  });
  app.get('/granted', async () => 'granted');
  app.get('/slow', async () => {
    for (let tick = 0; tick < 20; tick++) await nextTick();
    events.push('/slow is refused');
    throw new Error('refused');
  });
  const answers = await Promise.all(['/refused', '/granted', '/slow'].map((path) => app.inject(path)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 200, 500]);
  await app.close();
  return events;
}

it('sends refusals of one turn at its end, and what is granted at once', async () => {
  expect(await orderOfEvents(sendRefusalsTogether)).toEqual([
    '/granted goes out',
    '/slow is refused',
    '/refused goes out',
    '/slow goes out',
  ]);
});

it('would send each at once by itself', async () => {
  const alone = await orderOfEvents(() => undefined);
  expect(alone.indexOf('/refused goes out')).toBeLessThan(alone.indexOf('/slow is refused'));
});
