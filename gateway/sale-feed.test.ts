import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../platform/testing/fake-clock.ts';
import type { SaleView } from '../processes/sale/door.ts';
import { SaleFeed } from './sale-feed.ts';

const SALE: SaleView = {
  saleId: 'sale',
  terms: {
    productId: 'mug',
    sku: 'MUG',
    quantity: 10,
    priceMinor: 500,
    currency: 'GBP',
    startsAtMs: 0,
    endsAtMs: 1,
    perCustomerLimit: 1,
    rateRequests: 5,
    rateWindowMs: 1_000,
  },
  state: 'open',
  draining: false,
  remaining: 10,
  version: 1,
};

function world(capacity = 1_000) {
  const state = { sale: SALE, reads: 0 };
  const clock = new FakeClock();
  const feed = new SaleFeed({
    get: async () => {
      state.reads += 1;
      return state.sale;
    },
    clock,
    everyMs: 200,
    capacity,
    report: (error) => expect(error).toBeUndefined(),
  });
  const turn = async (): Promise<void> => {
    clock.advance(200);
    await setImmediate();
  };
  return { state, feed, turn };
}

/** What has come so far. */
function textOf(stream: ReturnType<SaleFeed['follow']>): string {
  return String(stream?.read() ?? '');
}

describe('following a sale', () => {
  it('serves any number of watchers with one look a turn', async () => {
    const { state, feed, turn } = world();
    const streams = Array.from({ length: 500 }, () => feed.follow(SALE));
    state.sale = { ...SALE, remaining: 3 };
    await turn();
    expect(state.reads).toBe(1);
    for (const stream of streams) expect(textOf(stream)).toContain('"remaining":3');
  });

  it('says nothing where nothing has changed', async () => {
    const { feed, turn } = world();
    const stream = feed.follow(SALE);
    await turn();
    textOf(stream);
    await turn();
    expect(textOf(stream)).toBe('');
  });

  it('lets one who does not read wait, and goes on without', async () => {
    const { state, feed, turn } = world();
    const stream = feed.follow(SALE);
    for (let remaining = 1; remaining < 2_000; remaining++) {
      state.sale = { ...SALE, remaining };
      await turn();
    }
    expect(stream?.readableLength).toBeLessThan(20_000);
  });

  it('says nothing more to one who is slow to hear that the sale is closed', async () => {
    const { state, feed, turn } = world();
    const stream = feed.follow(SALE);
    const errors: Error[] = [];
    stream?.on('error', (error) => errors.push(error));
    state.sale = { ...SALE, state: 'closed' };
    for (let count = 0; count < 130; count++) await turn();
    expect(errors).toEqual([]);
    expect(textOf(stream).match(/"state":"closed"/g)).toHaveLength(1);
    expect(stream?.read()).toBeNull();
  });

  it('says nothing more once it is closed, though it was looking at the sale', async () => {
    const { state, feed, turn } = world();
    const stream = feed.follow(SALE);
    const errors: Error[] = [];
    stream?.on('error', (error) => errors.push(error));
    state.sale = { ...SALE, remaining: 3 };
    const turning = turn();
    feed.close();
    await turning;
    expect(errors).toEqual([]);
    expect(textOf(stream)).not.toContain('"remaining":3');
  });

  it('takes no more watchers than it may, and forgets those who left', async () => {
    const { feed } = world(1);
    const stream = feed.follow(SALE);
    expect(feed.follow(SALE)).toBeUndefined();
    stream?.destroy();
    await setImmediate();
    expect(feed.watchers).toBe(0);
    expect(feed.follow(SALE)).toBeDefined();
  });
});
