import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConsumerUnavailable, type DeadLetter, type Handler, MessagesFailed } from './broker.ts';
import { ConsumerDelivery } from './consumer-delivery.ts';
import type { Envelope } from './envelope.ts';
import { PostgresDeadLetters } from './postgres-dead-letters.ts';
import { PostgresQueue } from './postgres-queue.ts';
import { brokerConformance } from './testing/broker-conformance.ts';
import { envelope, ignored, noted, noteOf } from './testing/messages.ts';
import { createMessagingWorld, type MessagingWorld } from './testing/messaging-world.ts';

brokerConformance('the embedded broker', async () => {
  const served = await createMessagingWorld();
  return {
    connect: (options) => served.broker(options),
    passTime: async (byMs) => {
      // A round trip on a connection of its own gives the deliveries theirs.
      await served.pool.query('select 1');
      served.clock.advance(byMs);
    },
    deadLetters: new PostgresDeadLetters(served.pool, 'broker', served.clock),
    close: () => served.end(),
  };
});

let world: MessagingWorld;
beforeEach(async () => {
  world = await createMessagingWorld();
});
afterEach(() => world.end());

/** A consumer that a test drives delivery by delivery, and the broker that publishes to it. */
async function driven(handle: Handler) {
  const letters: DeadLetter[] = [];
  const broker = world.broker();
  broker.declare({ consumer: 'secretary', events: [noted] });
  await broker.start();
  const consumer = new ConsumerDelivery({
    queue: new PostgresQueue(world.pool, 'broker', 'secretary'),
    clock: world.clock,
    batchSize: 100,
    subscription: { consumer: 'secretary', events: [noted], handle },
    handle,
    onFailed: () => undefined,
    onDeadLetter: (letter) => letters.push(letter),
  });
  return { broker, consumer, letters };
}

describe('a handler that works for longer than the server lets a transaction be silent', () => {
  it('has what it did settled, and what failed counted', async () => {
    // Of its own, so that nobody else is in a hurry.
    const pool = world.openPool('slow', { idleInTransactionMs: 400 });
    const slow: Handler = async (envelopes) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const bad = envelopes.filter((message) => noteOf(message) === 'poison');
      await world.takeDown(envelopes.filter((message) => noteOf(message) !== 'poison'));
      throw new MessagesFailed(new Map(bad.map(({ id }) => [id, new Error('no answer')])));
    };
    const { broker } = await driven(slow);
    const consumer = new ConsumerDelivery({
      queue: new PostgresQueue(pool, 'broker', 'secretary', 100),
      clock: world.clock,
      batchSize: 2,
      subscription: { consumer: 'secretary', events: [noted], handle: slow },
      handle: slow,
      onFailed: () => undefined,
      onDeadLetter: () => undefined,
    });
    await broker.publish([envelope('a', 'poison'), envelope('b', '1'), envelope('c', '2')]);
    expect(await consumer.deliverDue()).toBe('more');
    const { rows } = await world.pool.query('select attempts from broker.deliveries order by position');
    expect(rows).toEqual([{ attempts: 1 }, { attempts: 0 }]);
    expect(await world.takenDown()).toEqual([{ key: 'b', value: '1' }]);
  });
});

describe('a message that always fails', () => {
  const poisoned: Handler = async (envelopes) => {
    if (envelopes.some((message) => noteOf(message) === 'poison')) throw new Error('cannot take poison\u0000');
    await world.takeDown(envelopes);
  };

  it('holds up its own key only', async () => {
    const { broker, consumer } = await driven(poisoned);
    await broker.publish([envelope('a', '1'), envelope('b', 'poison'), envelope('b', '2'), envelope('c', '3')]);
    await consumer.deliverDue();
    expect(await world.takenDown()).toEqual([
      { key: 'a', value: '1' },
      { key: 'c', value: '3' },
    ]);

    await broker.publish([envelope('b', '4'), envelope('d', '5')]);
    await consumer.deliverDue();
    expect((await world.takenDown()).map(({ value }) => value)).toEqual(['1', '3', '5']);
  });

  it('is tried five times with growing pauses, then kept as a dead letter, and its key goes on in order', async () => {
    const { broker, consumer, letters } = await driven(poisoned);
    await broker.publish([envelope('b', 'poison'), envelope('b', '1'), envelope('b', '2')]);
    for (const pauseMs of [1_000, 4_000, 16_000, 60_000]) {
      await consumer.deliverDue();
      world.clock.advance(pauseMs - 1);
      expect(await consumer.deliverDue()).toBe('done');
      expect(letters).toEqual([]);
      world.clock.advance(1);
    }
    expect(await consumer.deliverDue()).toBe('more');
    await consumer.deliverDue();
    const { rows } = await world.pool.query(
      "select consumer, cause, attempts, envelope::json -> 'data' as data from broker.dead_letters",
    );

    expect(letters).toMatchObject([{ consumer: 'secretary', attempts: 5 }]);
    expect(rows).toEqual([
      { consumer: 'secretary', cause: 'cannot take poison', attempts: 5, data: { value: 'poison' } },
    ]);
    expect((await world.takenDown()).map(({ value }) => value)).toEqual(['1', '2']);
    expect(await world.count('broker.deliveries')).toBe(0);
  });

  it('succeeds at last when its cause went away', async () => {
    let broken = true;
    const { broker, consumer } = await driven(async (envelopes) => {
      if (broken) throw new Error('not yet');
      await world.takeDown(envelopes);
    });
    await broker.publish([envelope('a', '1'), envelope('a', '2')]);
    await consumer.deliverDue();
    broken = false;
    world.clock.advance(1_000);
    await consumer.deliverDue();

    expect((await world.takenDown()).map(({ value }) => value)).toEqual(['1', '2']);
    expect(await world.count('broker.dead_letters')).toBe(0);
  });
});

describe('a message that no handler should see', () => {
  it('becomes a dead letter at once, with the path of the fault', async () => {
    const { broker, consumer } = await driven((envelopes) => world.takeDown(envelopes));
    await broker.publish([envelope('a', 7), envelope('a', '1')]);
    await consumer.deliverDue();
    const { rows } = await world.pool.query('select cause from broker.dead_letters');

    expect(rows).toEqual([{ cause: 'google.protobuf.StringValue.value is not a string but 7' }]);
    expect((await world.takenDown()).map(({ value }) => value)).toEqual(['1']);
  });

  it('becomes a dead letter when this version of the consumer does not know its type', async () => {
    const { consumer } = await driven((envelopes) => world.takeDown(envelopes));
    const older = world.broker();
    older.declare({ consumer: 'secretary', events: [noted, ignored] });
    await older.start();
    await older.publish([envelope('a', '1', ignored.type)]);
    await consumer.deliverDue();
    const { rows } = await world.pool.query('select cause from broker.dead_letters');

    expect(rows).toEqual([{ cause: 'this consumer does not know the event test.v1.Ignored' }]);
  });
});

describe('a consumer that cannot work', () => {
  it('pauses, and no message is counted as tried', async () => {
    let away = true;
    const { broker, consumer } = await driven(async (envelopes) => {
      if (away) throw new Error('no reply', { cause: new ConsumerUnavailable('its database is away') });
      await world.takeDown(envelopes);
    });
    await broker.publish([envelope('a', '1'), envelope('b', '2')]);
    for (let round = 0; round < 10; round++) await expect(consumer.deliverDue()).rejects.toThrow('no reply');
    away = false;
    await consumer.deliverDue();

    expect((await world.takenDown()).map(({ value }) => value)).toEqual(['1', '2']);
    expect(await world.count('broker.dead_letters')).toBe(0);
  });
});

describe('the embedded broker', () => {
  it('keeps nothing of a type that nobody subscribes to', async () => {
    const { broker } = await driven(() => Promise.resolve());
    await broker.publish([envelope('a', '1', ignored.type)]);

    expect(await world.count('broker.deliveries')).toBe(0);
  });

  it('keeps a message once that is published twice', async () => {
    const { broker } = await driven(() => Promise.resolve());
    const message = envelope('a', '1');
    await broker.publish([message]);
    await broker.publish([message, envelope('a', '2')]);

    expect(await world.count('broker.deliveries')).toBe(2);
  });

  it('delivers to every consumer, in order, at once when it is woken, through its middleware', async () => {
    const seen: string[] = [];
    const told = ['one', 'two'].map((consumer) => {
      let resolve: (envelopes: readonly Envelope[]) => void;
      const arrived = new Promise<readonly Envelope[]>((settle) => {
        resolve = settle;
      });
      return {
        subscription: { consumer, events: [noted], handle: async (all: readonly Envelope[]) => resolve(all) },
        arrived,
      };
    });
    const broker = world.broker({
      middleware: [
        ({ consumer }, next) =>
          (envelopes) => {
            seen.push(consumer);
            return next(envelopes);
          },
      ],
    });
    for (const { subscription } of told) broker.subscribe(subscription);
    await broker.start();
    // The clock stands still: only the wake can bring this about.
    await broker.publish([envelope('a', '1'), envelope('b', '2'), envelope('a', '3')]);
    for (const { arrived } of told) expect((await arrived).map(noteOf)).toEqual(['1', '2', '3']);
    await broker.stop();

    expect(seen.sort()).toEqual(['one', 'two']);
    expect(await world.count('broker.deliveries')).toBe(0);
  });

  it('keeps messages for a consumer that has been declared and starts later', async () => {
    const { broker } = await driven(() => Promise.resolve());
    await broker.publish([envelope('a', '1')]);
    const restarted = world.broker();
    const arrived = new Promise<readonly Envelope[]>((resolve) => {
      restarted.subscribe({ consumer: 'secretary', events: [noted], handle: async (all) => resolve(all) });
    });
    await restarted.start();

    expect((await arrived).map(noteOf)).toEqual(['1']);
    await restarted.stop();
  });

  it('delivers to a consumer in one process at a time', async () => {
    let second: ConsumerDelivery | undefined;
    const turns: unknown[] = [];
    const { broker, consumer } = await driven(async () => {
      turns.push(await second?.deliverDue());
    });
    second = (await driven(() => Promise.resolve())).consumer;
    await broker.publish([envelope('a', '1')]);
    await consumer.deliverDue();

    expect(turns).toEqual(['busy']);
  });

  it('drops what waits for consumers that are no more, where it knows them all', async () => {
    const { broker } = await driven(() => Promise.resolve());
    await broker.publish([envelope('a', '1')]);
    const next = world.broker({ retireUnknown: true });
    next.declare({ consumer: 'successor', events: [ignored] });
    await next.start();
    await next.publish([envelope('a', '2'), envelope('a', '3', ignored.type)]);
    const { rows } = await world.pool.query('select distinct consumer from broker.deliveries');

    expect(rows).toEqual([{ consumer: 'successor' }]);
  });
});
