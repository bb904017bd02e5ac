import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../store/store.ts';
import { type Broker, Unpublishable } from './broker.ts';
import type { Envelope } from './envelope.ts';
import { recordEvents } from './outbox.ts';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.ts';
import { PostgresOutbox } from './postgres-outbox.ts';
import { createMessagingWorld, event, type MessagingWorld } from './testing/messaging-world.ts';

let world: MessagingWorld;
beforeEach(async () => {
  world = await createMessagingWorld();
});
afterEach(() => world.end());

function relay(broker: Pick<Broker, 'publish'>, options: Partial<OutboxRelayOptions> = {}): OutboxRelay {
  const { pool, clock } = world;
  return new OutboxRelay({
    queue: new PostgresOutbox(pool, 'shop'),
    source: 'test.v1',
    broker,
    clock,
    onFailure: () => undefined,
    ...options,
  });
}

/** A broker that remembers what it was given. */
function remembering() {
  const published: Envelope[] = [];
  return { published, publish: async (envelopes: readonly Envelope[]) => void published.push(...envelopes) };
}

function arrival(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function drain(outbox: OutboxRelay): Promise<void> {
  for (let turn = await outbox.relayOnce(); turn !== 'done'; ) turn = await outbox.relayOnce();
}

describe('the relay', () => {
  it('publishes what was committed, in order, and empties the outbox', async () => {
    const broker = remembering();
    await world.tell(event('a', '1'), event('b', '2'));
    await world.tell(event('a', 'nul \u0000, half a pair \ud800, "quotes" and \\'));
    await relay(broker).relayOnce();

    expect(broker.published.map(({ subject, data }) => [subject, data])).toEqual([
      ['a', { value: '1' }],
      ['b', { value: '2' }],
      ['a', { value: 'nul \u0000, half a pair \ud800, "quotes" and \\' }],
    ]);
    expect(await world.count('shop.outbox')).toBe(0);
  });

  it('publishes nothing of a transaction that was rolled back', async () => {
    const broker = remembering();
    const failed = world.store.transact(async (transaction) => {
      recordEvents(v7)(transaction, [event('a', '1')]);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await relay(broker).relayOnce();

    expect(broker.published).toEqual([]);
  });

  it('is woken, and does not wait for its poll', async () => {
    const arrivals = [arrival(), arrival()];
    let publications = 0;
    const outbox = relay({ publish: async () => arrivals[publications++]?.resolve() });
    await world.tell(event('a', '1'));
    outbox.start();
    await arrivals[0]?.promise;
    // The clock stands still, so a poll never comes; the run that has published the first event has read the outbox.
    await world.tell(event('a', '2'));
    outbox.wake();
    await arrivals[1]?.promise;
    await outbox.stop();

    expect(await world.count('shop.outbox')).toBe(0);
  });

  it('publishes again what it had published when its connection broke, and the effect stays one', async () => {
    const broker = world.broker();
    broker.declare({ consumer: 'secretary', events: [event('a', '1').emit] });
    await broker.start();
    const relayPool = world.openPool('breaking relay');
    const deliver: Envelope[] = [];
    const breaking = relay(
      {
        publish: async (envelopes) => {
          await broker.publish(envelopes);
          await world.takeDown(envelopes);
          deliver.push(...envelopes);
          await world.pool.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'breaking relay'`,
          );
        },
      },
      { queue: new PostgresOutbox(relayPool, 'shop') },
    );
    await world.tell(event('a', '1'), event('b', '2'));
    await expect(breaking.relayOnce()).rejects.toThrow();
    expect(await world.count('shop.outbox')).toBe(1);
    await relay({
      publish: async (envelopes) => {
        await broker.publish(envelopes);
        await world.takeDown(envelopes);
        deliver.push(...envelopes);
      },
    }).relayOnce();

    expect(deliver).toHaveLength(4);
    expect(await world.takenDown()).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ]);
    expect(await world.count('broker.deliveries')).toBe(2);
    expect(await world.count('shop.outbox')).toBe(0);
  });

  it('shares an outbox with another: each event has its effect once, and keys keep their order', async () => {
    const keys = ['a', 'b', 'c'];
    const telling = Promise.all(
      keys.map(async (key) => {
        for (let number = 0; number < 30; number++) await world.tell(event(key, String(number)));
      }),
    );
    const taking = { publish: (envelopes: readonly Envelope[]) => world.takeDown(envelopes) };
    const relays = [world.openPool(), world.openPool()].map((pool) =>
      relay(taking, { queue: new PostgresOutbox(pool, 'shop'), maxRecords: 2 }),
    );
    let told = false;
    const relaying = relays.map(async (outbox) => {
      while (!told) await outbox.relayOnce();
    });
    await telling;
    told = true;
    await Promise.all(relaying);
    await drain(relay(taking));
    const taken = await world.takenDown();

    expect(taken).toHaveLength(90);
    for (const key of keys) {
      const values = taken.filter((one) => one.key === key).map(({ value }) => Number(value));
      expect(values).toEqual(Array.from({ length: 30 }, (_, number) => number));
    }
  });

  it('stands back while another works', async () => {
    let inner: Promise<unknown> = Promise.resolve();
    const second = relay(remembering());
    await world.tell(event('a', '1'));
    await relay({
      publish: async () => {
        inner = second.relayOnce();
        expect(await inner).toBe('busy');
      },
    }).relayOnce();

    expect(await inner).toBe('busy');
  });

  it('keeps everything while the broker is away', async () => {
    await world.tell(event('a', '1'));
    const away = relay({ publish: () => Promise.reject(new StoreUnavailable('away')) });
    await expect(away.relayOnce()).rejects.toThrow('away');

    expect(await world.count('shop.outbox')).toBe(1);
  });

  it('puts aside what no broker can take, and goes on', async () => {
    const broker = remembering();
    const choosy = relay({
      publish: async (envelopes) => {
        const large = envelopes.filter(({ data }) => (data as { value: string }).value === 'large');
        if (large.length > 0) throw new Unpublishable(new Set(large.map(({ id }) => id)), 'over 1 MiB');
        await broker.publish(envelopes);
      },
    });
    await world.tell(event('a', '1'), event('a', 'large'), event('a', '2'));
    await choosy.relayOnce();
    const { rows } = await world.pool.query(
      "select cause, event::json -> 'data' as data from shop.outbox_dead_letters",
    );

    expect(broker.published.map(({ data }) => data)).toEqual([{ value: '1' }, { value: '2' }]);
    expect(rows).toEqual([{ cause: 'over 1 MiB', data: { value: 'large' } }]);
    expect(await world.count('shop.outbox')).toBe(0);
  });
});
