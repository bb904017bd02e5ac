import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Broker } from './broker.ts';
import { createMemoryBroker } from './memory-broker.ts';
import { MemoryDeadLetters } from './memory-dead-letters.ts';
import { MemoryQueues } from './memory-queues.ts';
import { brokerConformance } from './testing/broker-conformance.ts';
import { Deliveries } from './testing/deliveries.ts';
import { envelope, noted } from './testing/messages.ts';

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function served() {
  const clock = new FakeClock();
  const queues = new MemoryQueues();
  const passTime = async (byMs: number): Promise<void> => {
    await settled();
    clock.advance(byMs);
    await settled();
  };
  const connect = (connection = queues.connect()): Broker =>
    createMemoryBroker({ connection, clock, onFailure: () => undefined, onDeadLetter: () => undefined });
  return { clock, queues, passTime, connect };
}

brokerConformance('the memory broker', async () => {
  const { clock, queues, passTime } = served();
  return {
    connect: (options) =>
      createMemoryBroker({ ...options, connection: queues.connect(), clock, onFailure: () => undefined }),
    passTime,
    deadLetters: new MemoryDeadLetters(queues, clock),
    close: async () => undefined,
  };
});

describe('a host whose connection is cut', () => {
  it('leaves what it had begun to another, and takes nothing more', async () => {
    const { queues, passTime, connect } = served();
    const doomed = queues.connect();
    const [before, after] = [new Deliveries(passTime), new Deliveries(passTime)];
    const first = connect(doomed);
    first.subscribe({
      consumer: 'secretary',
      events: [noted],
      handle: async (envelopes) => {
        await before.handle(envelopes);
        // The effect has happened; the queue never hears of it.
        doomed.cut();
      },
    });
    await first.start();
    await first.publish([envelope('a', '1'), envelope('a', '2')]);
    await before.first(2);
    const second = connect();
    second.subscribe({ consumer: 'secretary', events: [noted], handle: after.handle });
    await second.start();

    expect(await after.first(2)).toEqual(['1', '2']);
    await expect(first.publish([envelope('a', '3')])).rejects.toThrow('cut');
    expect(queues.depth('secretary')).toBe(0);
  });

  it('gives up its turn at once: the other host does not wait for a handler that never ends', async () => {
    const { queues, passTime, connect } = served();
    const doomed = queues.connect();
    const first = connect(doomed);
    let began = false;
    first.subscribe({
      consumer: 'secretary',
      events: [noted],
      handle: () => {
        began = true;
        return new Promise<void>(() => undefined);
      },
    });
    await first.start();
    await first.publish([envelope('a', '1')]);
    await passTime(0);
    expect(began).toBe(true);
    const taken = new Deliveries(passTime);
    const second = connect();
    second.subscribe({ consumer: 'secretary', events: [noted], handle: taken.handle });
    await second.start();
    await passTime(5_000);
    expect(taken.notes).toEqual([]);
    doomed.cut();

    expect(await taken.first(1)).toEqual(['1']);
  });
});
