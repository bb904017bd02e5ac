import { beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../platform/messaging/envelope.ts';
import { envelope, noted } from '../../platform/messaging/testing/messages.ts';
import { FakeShop } from '../testing/fake-shop.ts';

const AT = '2026-01-01T00:00:00.000Z';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

/** A message that the consumer gave up. */
async function died(consumer: string, note: string): Promise<Envelope> {
  const message = {
    ...envelope('key 1', note, `test.v1.For${consumer}`),
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  shop.queues.register([{ consumer, events: [{ ...noted, type: message.type }] }], false);
  shop.queues.enqueue([message]);
  await settle(consumer, (id) => id === message.id);
  return message;
}

/** Of what waits for the consumer it gives up some and takes the others. */
async function settle(consumer: string, givesUp: (messageId: string) => boolean): Promise<void> {
  await shop.queues
    .connect()
    .queueOf(consumer)
    .deliver(
      () => shop.clock.nowMs(),
      10,
      async (waiting) => ({
        delivered: waiting.filter(({ messageId }) => !givesUp(messageId)).map(({ position }) => position),
        retries: [],
        hopeless: waiting
          .filter(({ messageId }) => givesUp(messageId))
          .map(({ position, messageId }) => ({ position, messageId, cause: 'no ink', attempts: 5 })),
      }),
    );
}

const idsOf = async (query = '') =>
  (await shop.get(`/dead-letters${query}`)).json().data.map(({ id }: { id: string }) => id);

describe('dead letters', () => {
  it('are shown with cause and payload', async () => {
    const message = await died('printer', 'hello');
    const answer = await shop.get('/dead-letters/1');
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        id: '1',
        status: 'dead',
        consumer: 'printer',
        message_id: message.id,
        type: 'test.v1.Forprinter',
        source: 'test.v1',
        subject: 'key 1',
        told_at: '1970-01-01T00:00:00.000Z',
        cause: 'no ink',
        attempts: 5,
        failed_at: AT,
        payload: { value: 'hello' },
        traceparent: message.traceparent,
        redriven: null,
      },
    ]);
    for (const id of ['2', '0', '01', 'nothing', '99999999999999999999']) {
      expect([id, (await shop.get(`/dead-letters/${id}`)).statusCode]).toEqual([id, 404]);
    }
  });

  it('are listed newest first, by consumer and status, page by page', async () => {
    await died('printer', 'one');
    await died('mailer', 'two');
    await died('printer', 'three');
    expect(await idsOf()).toEqual(['3', '2', '1']);
    expect(await idsOf('?consumer=printer')).toEqual(['3', '1']);
    expect(await idsOf('?status=delivered')).toEqual([]);
    const { next_cursor: cursor } = (await shop.get('/dead-letters?limit=2')).json();
    expect(await idsOf(`?limit=2&cursor=${cursor}`)).toEqual(['1']);
    for (const query of ['?status=lost', '?limit=0', '?limit=101', '?cursor=MQ', '?page=2']) {
      expect([query, (await shop.get(`/dead-letters${query}`)).statusCode]).toEqual([query, 400]);
    }
  });

  it('are delivered once more by whoever asks for it, which is logged', async () => {
    await died('printer', 'hello');
    const answer = await shop.post('/dead-letters/1/redrive', { reason: 'There is ink again.' });
    const redriven = { at: AT, by: 'demo', reason: 'There is ink again.' };
    expect([answer.statusCode, answer.json()]).toEqual([
      202,
      expect.objectContaining({ status: 'redriven', redriven }),
    ]);
    expect(shop.queues.depth('printer')).toBe(1);
    expect((await shop.post('/dead-letters/1/redrive')).json()).toMatchObject({ status: 'redriven', redriven });
    expect(shop.queues.depth('printer')).toBe(1);
    await settle('printer', () => false);
    expect((await shop.post('/dead-letters/1/redrive')).json().status).toBe('delivered');
    expect(shop.queues.depth('printer')).toBe(0);
    expect((await shop.post('/dead-letters/2/redrive')).statusCode).toBe(404);
    expect(shop.logged[0]).toMatchObject({
      level: 'info',
      entry: { who: 'demo', why: 'There is ink again.', dead_letter: '1', was: 'dead' },
    });
  });

  it('are redriven as they were seen, or not at all', async () => {
    await died('printer', 'hello');
    const { etag } = (await shop.get('/dead-letters/1')).headers;
    expect((await shop.get('/dead-letters/1', { 'if-none-match': String(etag) })).statusCode).toBe(304);
    const redrive = (headers: Record<string, string>) => shop.post('/dead-letters/1/redrive', {}, headers);
    expect((await redrive({ 'if-match': '"1-1-1"' })).statusCode).toBe(412);
    expect(shop.queues.depth('printer')).toBe(0);
    const done = await redrive({ 'if-match': String(etag) });
    expect([done.statusCode, done.headers.etag === etag]).toEqual([202, false]);
    expect((await redrive({ 'if-match': String(etag) })).statusCode).toBe(412);
  });

  it('are redriven all together, or those of one consumer', async () => {
    await died('printer', 'one');
    await died('mailer', 'two');
    await died('printer', 'three');
    const some = await shop.post('/dead-letters/redrive', { consumer: 'printer' });
    expect([some.statusCode, some.json()]).toEqual([202, { redriven: 2 }]);
    expect([shop.queues.depth('printer'), shop.queues.depth('mailer')]).toEqual([2, 0]);
    expect((await shop.post('/dead-letters/redrive')).json()).toEqual({ redriven: 1 });
    expect((await shop.post('/dead-letters/redrive')).json()).toEqual({ redriven: 0 });
    expect(shop.logged.map(({ entry }) => entry)).toMatchObject([
      { consumer: 'printer', redriven: 2, who: 'demo' },
      { redriven: 1 },
      { redriven: 0 },
    ]);
  });

  it('answer a repeated call as the first time', async () => {
    await died('printer', 'one');
    const key = { 'idempotency-key': 'redrive-1' };
    const first = await shop.post('/dead-letters/redrive', {}, key);
    await died('printer', 'two');
    const again = await shop.post('/dead-letters/redrive', {}, key);
    expect([again.json(), again.headers['idempotency-replayed']]).toEqual([first.json(), 'true']);
    expect(await idsOf('?status=dead')).toEqual(['2']);
  });
});
