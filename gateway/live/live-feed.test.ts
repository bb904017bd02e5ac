import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { LiveSampleDocument } from '../schemas/live.ts';
import { KEPT_SAMPLES, LiveFeed } from './live-feed.ts';

const QUIET: Omit<LiveSampleDocument, 'at'> = {
  orders: { placed: 0, completed: 0, refused: {} },
  http: { requests: 0, failed: 0, shed: 0 },
  latency_ms: null,
  sagas: { running: {}, parked: 0, late: 0 },
  sales: [],
  sale_queue: 0,
  gate_drift: {},
  outbox: { records: {}, oldest_seconds: 0 },
  consumers: { waiting: {}, retrying: {}, oldest_seconds: 0 },
  views: {},
  dead_letters: 0,
};

function world({ capacity = 100 } = {}) {
  const clock = new FakeClock();
  const asked: boolean[] = [];
  const reported: unknown[] = [];
  const state = { broken: false };
  const feed = new LiveFeed({
    sample: async (deep) => {
      asked.push(deep);
      if (state.broken) throw new Error('no database');
      return { at: new Date(clock.nowMs()).toISOString(), ...QUIET };
    },
    clock,
    capacity,
    report: (error) => reported.push(error),
  });
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second += 1) {
      clock.advance(1_000);
      await setImmediate();
    }
  };
  return { clock, feed, asked, reported, state, seconds };
}

type Stream = ReturnType<LiveFeed['follow']>;

function eventsOf(stream: Stream): { event: string; id: number; data: { samples: unknown[] } }[] {
  const text = String(stream?.read() ?? '');
  return [...text.matchAll(/event: (\w+)\nid: (\d+)\ndata: (.*)\n/g)].map(([, event = '', id, data = '{}']) => ({
    event,
    id: Number(id),
    data: JSON.parse(data),
  }));
}

describe('watching the shop', () => {
  it('shows what was before anybody watched, and a sample a second from then on', async () => {
    const { feed, seconds } = world();
    feed.start();
    await seconds(5);
    const stream = feed.follow(0);
    await seconds(2);
    const [history, ...samples] = eventsOf(stream);
    expect(history?.data.samples).toHaveLength(5);
    expect(samples.map(({ event }) => event)).toEqual(['sample', 'sample']);
  });

  it('takes one sample a second for any number of watchers', async () => {
    const { feed, asked, seconds } = world();
    const streams = Array.from({ length: 50 }, () => feed.follow(0));
    await seconds(3);
    expect(asked).toHaveLength(3);
    for (const stream of streams) expect(eventsOf(stream)).toHaveLength(4);
  });

  it('goes on after the last sample that was seen', async () => {
    const { feed, seconds } = world();
    const stream = feed.follow(0);
    await seconds(3);
    const seen = eventsOf(stream).at(-1)?.id ?? 0;
    await seconds(2);
    expect(eventsOf(feed.follow(seen))[0]?.data.samples).toHaveLength(2);
    const [nothingNew] = eventsOf(feed.follow(seen + 2_000));
    expect(nothingNew).toMatchObject({ id: seen + 2_000, data: { samples: [] } });
  });

  it('keeps a quarter of an hour and no more', async () => {
    const { feed, seconds } = world();
    feed.start();
    await seconds(KEPT_SAMPLES + 20);
    expect(eventsOf(feed.follow(0))[0]?.data.samples).toHaveLength(KEPT_SAMPLES);
  });

  it('asks databases less often while nobody watches', async () => {
    const { feed, asked, seconds } = world();
    feed.start();
    await seconds(30);
    expect(asked.filter(Boolean)).toHaveLength(1);
    feed.follow(0);
    await seconds(30);
    expect(asked.slice(30).filter(Boolean)).toHaveLength(10);
  });

  it('leaves out a second that could not be read, and goes on', async () => {
    const { feed, reported, state, seconds } = world();
    const stream = feed.follow(0);
    state.broken = true;
    await seconds(1);
    state.broken = false;
    await seconds(1);
    expect(reported).toHaveLength(1);
    expect(eventsOf(stream)).toHaveLength(2);
  });

  it('says nothing more once it is closed, though a sample was being taken', async () => {
    const { clock, feed } = world();
    const stream = feed.follow(0);
    const errors: unknown[] = [];
    stream?.on('error', (error) => errors.push(error));
    clock.advance(1_000);
    feed.close();
    await setImmediate();
    expect(errors).toEqual([]);
    expect(eventsOf(stream)).toHaveLength(1);
  });

  it('lets no more watch than may, and ends their streams when it closes', async () => {
    const { feed } = world({ capacity: 1 });
    const stream = feed.follow(0);
    expect(feed.follow(0)).toBeUndefined();
    feed.close();
    stream?.resume();
    await new Promise((ended) => stream?.once('end', ended));
    expect(feed.follow(0)).toBeUndefined();
  });
});
