import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../store/store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { createMemoryBroker } from './memory-broker.ts';
import { MemoryQueues } from './memory-queues.ts';
import { envelope, noted, noteOf } from './testing/messages.ts';

// Time is virtual: messages arrive at a rate, a call of the handler takes its time, the broker does what it does.

const ARRIVALS_PER_SECOND = 100;
const CALL_MS = 20;
const OUTAGE_MS = 600_000;
const STEP_MS = 10;
const KEYS = 50;

function busyConsumer() {
  const clock = new FakeClock();
  const queues = new MemoryQueues();
  const taken: string[] = [];
  let isAway = false;
  let failures = 0;
  let letters = 0;
  const broker = createMemoryBroker({
    connection: queues.connect(),
    clock,
    onFailure: () => {
      failures += 1;
    },
    onDeadLetter: () => {
      letters += 1;
    },
  });
  broker.subscribe({
    consumer: 'secretary',
    events: [noted],
    handle: async (envelopes) => {
      if (isAway) throw new StoreUnavailable('the database of the secretary is away');
      await new Promise<void>((resolve) => clock.after(CALL_MS, resolve));
      taken.push(...envelopes.map(noteOf));
    },
  });
  let told = 0;
  /** Lets time pass while messages arrive. */
  async function pass(byMs: number): Promise<void> {
    const count = Math.round((byMs * ARRIVALS_PER_SECOND) / 1_000);
    const arrived = Array.from({ length: count }, () => envelope(`key ${told % KEYS}`, String(told++)));
    await broker.publish(arrived);
    clock.advance(byMs);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return {
    clock,
    queues,
    broker,
    taken,
    pass,
    told: () => told,
    failures: () => failures,
    letters: () => letters,
    away: (away: boolean) => {
      isAway = away;
    },
  };
}

describe('a consumer that cannot work for ten minutes', () => {
  it('then drains at least five times faster than messages arrive, loses none, keeps their order', async () => {
    const { clock, queues, broker, taken, pass, told, failures, letters, away } = busyConsumer();
    await broker.start();
    await pass(1_000);
    away(true);
    for (let passedMs = 0; passedMs < OUTAGE_MS; passedMs += 1_000) await pass(1_000);
    const backlog = queues.depth('secretary');
    expect(backlog).toBeGreaterThan((OUTAGE_MS / 1_000) * ARRIVALS_PER_SECOND * 0.99);
    expect(letters()).toBe(0);
    // It is asked again and again, with growing pauses: not once for each message.
    expect(failures()).toBeLessThan(60);

    away(false);
    const backMs = clock.nowMs();
    while (queues.depth('secretary') > ARRIVALS_PER_SECOND && clock.nowMs() - backMs < OUTAGE_MS) await pass(STEP_MS);
    const drainedPerSecond = (backlog / (clock.nowMs() - backMs)) * 1_000;
    expect(drainedPerSecond / ARRIVALS_PER_SECOND).toBeGreaterThan(5);

    for (let passed = 0; queues.depth('secretary') > 0 && passed < 1_000; passed++) {
      clock.advance(STEP_MS);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await broker.stop();
    expect(taken).toHaveLength(told());
    for (let key = 0; key < KEYS; key++) {
      const own = taken.map(Number).filter((note) => note % KEYS === key);
      expect(own).toEqual(own.toSorted((left, right) => left - right));
    }
    expect(letters()).toBe(0);
  });
});
