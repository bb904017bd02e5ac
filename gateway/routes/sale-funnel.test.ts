import { beforeEach, describe, expect, it } from 'vitest';
import { drawnPosition } from '../../platform/kernel/fair-draw.ts';
import { commitmentTo } from '../../platform/tokens/commitment.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { roomWith } from '../testing/fake-waiting-rooms.ts';

const SEED = '0123456789abcdef'.repeat(4);

let shop: FakeShop;
let saleId: string;

beforeEach(async () => {
  shop = await FakeShop.open();
  const terms = {
    product_id: 'mug',
    quantity: 10,
    starts_at: '2026-02-01T10:00:00.000Z',
    ends_at: '2026-02-01T11:00:00.000Z',
    per_customer_limit: 2,
  };
  saleId = (await shop.post('/sales', terms)).json().id;
});

describe('the funnel of a sale', () => {
  beforeEach(() => {
    const units = { claimedOrders: 4, claimedUnits: 6, returnedOrders: 1, returnedUnits: 2, confirmedOrders: 3 };
    shop.sales.counted = { ...units, gate: { driftUnits: -2, atMs: 1_000 } };
  });

  it('tells who came, was let in, ordered and has bought', async () => {
    shop.waitingRooms.rooms.set(saleId, roomWith({ saleId, arrived: 10, admitted: 7 }));
    expect((await shop.get(`/sales/${saleId}/funnel`)).json()).toEqual({
      arrived: 10,
      waiting: 3,
      admitted: 7,
      ordered: { orders: 5, units: 8 },
      confirmed: 3,
      returned: { orders: 1, units: 2 },
      gate: { drift_units: -2, checked_at: '1970-01-01T00:00:01.000Z' },
    });
  });

  it('counts no people where there is no waiting room', async () => {
    expect((await shop.get(`/sales/${saleId}/funnel`)).json()).toMatchObject({
      arrived: null,
      waiting: null,
      admitted: null,
    });
    expect((await shop.get('/sales/nothing/funnel')).statusCode).toBe(404);
  });
});

describe('the check of a draw', () => {
  const drawn = (seed: string, changes: Parameters<typeof roomWith>[0] = {}) =>
    roomWith({
      saleId,
      draw: 'fair',
      early: 1_000,
      arrived: 1_000,
      seed,
      seedHash: commitmentTo(SEED),
      positionOf: (sequence) => drawnPosition(sequence, 1_000, seed),
      ...changes,
    });
  const check = async () => (await shop.get(`/sales/${saleId}/waiting-room/draw`)).json();

  it('says that the seed was the announced one, and that every place was given once', async () => {
    shop.waitingRooms.rooms.set(saleId, drawn(SEED));
    const { sample, ...rest } = await check();
    expect(rest).toEqual({
      early: 1_000,
      seed_hash: commitmentTo(SEED),
      seed: SEED,
      seed_matches: true,
      every_place_once: true,
    });
    expect(sample.length).toBeGreaterThan(300);
    expect(sample[1]).toEqual({ sequence: 4, position: drawnPosition(3, 1_000, SEED) + 1 });
  });

  it('looks at every place once, however often it is asked, and anew at another draw', async () => {
    let looks = 0;
    const counting = (seed: string, changes: object = {}) =>
      drawn(seed, {
        positionOf: (sequence: number) => {
          looks += 1;
          return drawnPosition(sequence, 1_000, seed);
        },
        ...changes,
      });
    shop.waitingRooms.rooms.set(saleId, counting(SEED));
    const first = await check();
    const onceLooked = looks;
    shop.waitingRooms.rooms.set(saleId, counting(SEED, { arrived: 2_000, admitted: 5 }));
    expect(await check()).toEqual(first);
    expect(looks).toBe(onceLooked);
    shop.waitingRooms.rooms.set(saleId, counting('f'.repeat(64), { seedHash: commitmentTo('f'.repeat(64)) }));
    expect(await check()).not.toEqual(first);
    expect(looks).toBe(2 * onceLooked);
  });

  it('sees another seed, and a place that was given twice', async () => {
    shop.waitingRooms.rooms.set(saleId, drawn('f'.repeat(64), { positionOf: () => 7 }));
    expect(await check()).toMatchObject({ seed_matches: false, every_place_once: false });
  });

  it('has nothing to say before the draw, and nothing at all of an order of arrival', async () => {
    shop.waitingRooms.rooms.set(saleId, drawn(SEED, { drawn: false }));
    expect(await check()).toMatchObject({ seed: null, seed_matches: null, every_place_once: null, sample: [] });
    shop.waitingRooms.rooms.set(saleId, roomWith({ saleId }));
    expect((await check()).status).toBe(404);
  });
});
