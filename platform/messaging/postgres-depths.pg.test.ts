import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConsumerDelivery } from './consumer-delivery.ts';
import { consumerLags, outboxDepth } from './postgres-depths.ts';
import { PostgresQueue } from './postgres-queue.ts';
import { envelope, noted } from './testing/messages.ts';
import { createMessagingWorld, event, type MessagingWorld } from './testing/messaging-world.ts';

let world: MessagingWorld;
beforeEach(async () => {
  world = await createMessagingWorld();
});
afterEach(() => world.end());

describe('the depths of the queues', () => {
  it('are nothing where nothing waits', async () => {
    const broker = world.broker();
    broker.declare({ consumer: 'secretary', events: [noted] });
    await broker.start();

    expect(await outboxDepth(world.pool, 'shop')).toEqual({
      records: 0,
      oldestId: undefined,
      oldestMs: undefined,
      refused: 0,
    });
    expect(await consumerLags(world.pool, 'broker')).toEqual([
      { consumer: 'secretary', messages: 0, oldestMs: undefined, retrying: 0, dead: 0 },
    ]);
  });

  it('say how much waits and since when, what is tried again and what is dead', async () => {
    const beforeMs = Number(
      (await world.pool.query('select (extract(epoch from now()) * 1000)::float8 as ms')).rows[0].ms,
    );
    await world.tell(event('a', '1'), event('b', '2'));
    await world.tell(event('a', '3'));
    const subscription = {
      consumer: 'secretary',
      events: [noted],
      handle: async (all: readonly { data: unknown }[]) => {
        if (all.length > 0) throw new Error('no');
      },
    };
    const broker = world.broker();
    broker.declare(subscription);
    await broker.start();
    await broker.publish([envelope('a', 7), envelope('a', '1'), envelope('a', '2'), envelope('b', '3')]);
    const consumer = new ConsumerDelivery({
      queue: new PostgresQueue(world.pool, 'broker', 'secretary'),
      clock: world.clock,
      batchSize: 100,
      subscription,
      handle: subscription.handle,
      onFailed: () => undefined,
      onDeadLetter: () => undefined,
    });
    await consumer.deliverDue();
    const outbox = await outboxDepth(world.pool, 'shop');
    const [lag] = await consumerLags(world.pool, 'broker');

    expect(outbox).toMatchObject({ records: 2, refused: 0 });
    expect(lag).toMatchObject({ consumer: 'secretary', messages: 3, retrying: 2, dead: 1 });
    for (const oldestMs of [outbox.oldestMs, lag?.oldestMs]) {
      // Ids and the database's clock are of one machine; a minute forgives what they differ by.
      expect(Math.abs(Number(oldestMs) - beforeMs)).toBeLessThan(60_000);
    }
  });
});
