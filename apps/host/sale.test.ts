import { describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { SaleWorld, SEED, STARTS_MS } from './testing/sale-world.ts';

// A flash sale over the real modules: what people are answered, and that the books balance whatever becomes of the gate.

async function openWorld(...terms: Parameters<SaleWorld['open']>): Promise<SaleWorld> {
  const world = new SaleWorld(2);
  await world.open(...terms);
  return world;
}

function kinds(outcomes: readonly { kind: string }[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { kind } of outcomes) counted[kind] = (counted[kind] ?? 0) + 1;
  return counted;
}

/** Everything that can happen without anybody's help has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a flash sale', () => {
  it('gives 10 units to a crowd of 200 at two hosts, and not one more', async () => {
    const world = await openWorld();
    const crowd = Array.from({ length: 200 }, (_, index) => world.order(`customer-${index}`, 1, newId(), index % 2));
    expect(kinds(await Promise.all(crowd))).toEqual({ queued: 10, sold_out: 190 });
    expect(await world.view()).toMatchObject({ state: 'sold_out', remaining: 0 });
    expect(await world.books()).toEqual({ claimed: 10, state: 'open', available: 90, setAside: 10 });
  });

  it('tells what became of its orders, and how true its gate was found', async () => {
    const world = await openWorld();
    const orderId = newId();
    await Promise.all([world.order('ann', 2, orderId), world.order('ben', 1)]);
    await world.call(sale.returnUnits({ orderId }));
    const counted = { claimedOrders: 1, claimedUnits: 1, returnedOrders: 1, returnedUnits: 2, confirmedOrders: 0 };
    expect(await world.progress()).toEqual({ ...counted, gate: undefined });
    await world.tend();
    // The gate was not told of the units that came back.
    expect(await world.progress()).toMatchObject({ ...counted, gate: { driftUnits: -2, atMs: world.clock.nowMs() } });
  });

  it('takes its quantity out of what the ordinary shop can sell', async () => {
    const world = new SaleWorld();
    expect(await world.schedule({ quantity: 60 })).toMatchObject({ kind: 'scheduled', sale: { state: 'scheduled' } });
    expect(await world.books()).toMatchObject({ available: 40, setAside: 60 });
  });

  it('is not held without stock', async () => {
    const world = new SaleWorld();
    expect(await world.schedule({ quantity: 101 })).toEqual({ kind: 'short' });
    expect(await world.view()).toMatchObject({ state: 'closed' });
    await world.tend();
    expect(await world.books()).toMatchObject({ state: 'closed', available: 100, setAside: 0 });
  });

  it('has its stock before its first order, though its host died in between and its clock has not looked', async () => {
    const world = new SaleWorld();
    await world.scheduleWithoutStock();
    world.clock.advance(3_600_000);
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
    expect(await world.books()).toEqual({ claimed: 1, state: 'open', available: 90, setAside: 10 });
  });

  it.each(['by its clock', 'by an operator'])('sells nothing that is not there when it is opened %s', async (how) => {
    const world = new SaleWorld();
    await world.scheduleWithoutStock({ quantity: 101 });
    if (how === 'by its clock') {
      world.clock.advance(3_600_000);
      expect(await world.order('ann')).toEqual({ kind: 'over' });
    } else {
      expect(await world.steer('open')).toEqual({ kind: 'not_possible', state: 'scheduled' });
      expect(await world.order('ann')).toMatchObject({ kind: 'too_early' });
    }
    expect(await world.books()).toMatchObject({ claimed: 0, available: 100, setAside: 0 });
  });

  it('limits a customer over all of their orders', async () => {
    const world = await openWorld();
    expect(await world.order('ann', 2)).toMatchObject({ kind: 'queued' });
    expect(await world.order('ann')).toEqual({ kind: 'limit_reached', limit: 2 });
    expect(await world.order('ben', 3)).toEqual({ kind: 'limit_reached', limit: 2 });
  });

  it('limits how often a customer may ask', async () => {
    const world = await openWorld();
    const asked = await Promise.all(Array.from({ length: 7 }, () => world.order('bot', 2)));
    expect(kinds(asked)).toEqual({ queued: 1, limit_reached: 4, rate_limited: 2 });
  });

  it('has one left for who wants one, whoever wanted two', async () => {
    const world = await openWorld({ quantity: 1 });
    world.gate.fault = 'away';
    expect(await world.order('ann', 2)).toEqual({ kind: 'sold_out' });
    expect(await world.order('ben')).toMatchObject({ kind: 'queued' });
  });

  it('answers by its clock: too early, open, over', async () => {
    const world = new SaleWorld();
    await world.schedule();
    expect(await world.order('ann')).toEqual({ kind: 'too_early', startsAtMs: STARTS_MS });
    world.clock.advance(3_600_000);
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
    world.clock.advance(3_600_000);
    expect(await world.order('ben')).toEqual({ kind: 'over' });
  });

  it.each([
    { action: 'pause', kind: 'paused' },
    { action: 'drain', kind: 'over' },
    { action: 'close', kind: 'over' },
  ] as const)('sells nothing after an operator said $action', async ({ action, kind }) => {
    const world = await openWorld();
    await world.steer(action);
    expect(await world.order('ann')).toEqual({ kind });
  });

  it('goes on after a pause', async () => {
    const world = await openWorld();
    await world.steer('pause');
    await world.steer('open');
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
  });

  it('is not paused by a request that comes late: by itself, or though its operator asks for it again', async () => {
    const world = new SaleWorld(2);
    await world.open();
    const late = world.hold('SteerSale');
    const pausing = world.steer('pause', { steeringId: 'pause' });
    await late.reached;
    world.clock.advance(10_000);
    await world.steer('pause', { steeringId: 'pause', host: 1 });
    await world.steer('open', { host: 1 });
    late.release();
    expect(await pausing).toMatchObject({ kind: 'steered', sale: { state: 'open' } });
    expect(await world.steer('pause', { steeringId: 'pause' })).toMatchObject({ sale: { state: 'open' } });
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
  });

  it('is not steered by a request whose operator has long been told that nobody answered', async () => {
    const world = new SaleWorld(2);
    await world.open();
    const late = world.hold('SteerSale');
    const pausing = world.steer('pause');
    await late.reached;
    world.clock.advance(10_000);
    await world.steer('open', { host: 1 });
    late.release();
    await expect(pausing).rejects.toThrow(/was steered by others/);
    expect(await world.order('ann')).toMatchObject({ kind: 'queued' });
  });

  it('is steered by each of two operators who act at once', async () => {
    const world = new SaleWorld(2);
    await world.open();
    const first = world.hold('SteerSale');
    const pausing = world.steer('pause');
    await first.reached;
    await world.steer('drain', { host: 1 });
    first.release();
    expect(await pausing).toMatchObject({ kind: 'steered', sale: { state: 'paused' } });
    expect(await world.books()).toMatchObject({ state: 'paused' });
  });

  it('is opened, and looked at, once for a crowd that comes at its start', async () => {
    const world = new SaleWorld(1);
    await world.schedule();
    await world.view();
    world.clock.advance(3_600_000);
    world.called.length = 0;
    const crowd = Array.from({ length: 50 }, (_, index) => world.order(`customer-${index}`));
    expect(kinds(await Promise.all(crowd))).toEqual({ queued: 10, sold_out: 40 });
    const looks = world.called.slice(0, world.called.indexOf('ClaimUnits'));
    expect(looks.filter((name) => name === 'SteerSale')).toHaveLength(1);
    // As it was scheduled, as it was opened, and what the opening of its gate reads.
    expect(looks.filter((name) => name === 'GetSales').length).toBeLessThan(6);
  });

  it('is among the current ones until it is over, and those that sell come first', async () => {
    const world = new SaleWorld(1);
    await world.schedule();
    const other = newId();
    await world.call(
      sale.scheduleSale({ saleId: other, terms: present(await world.view(), 'the sale').terms, drawSeed: SEED }),
    );
    await world.call(
      sale.steerSale({ saleId: other, action: 'open', who: 'olga', why: '', steerings: 0, steeringId: '' }),
    );
    const current = async (limit: number) => (await world.current(limit)).map(({ saleId }) => saleId);
    expect(await current(10)).toEqual([other, world.saleId]);
    expect(await current(1)).toEqual([other]);
    await world.call(
      sale.steerSale({ saleId: other, action: 'close', who: 'olga', why: '', steerings: 1, steeringId: '' }),
    );
    expect(await current(10)).toEqual([world.saleId]);
    expect(await world.all([other, newId()])).toMatchObject([{ saleId: other, state: 'closed' }]);
  });

  it.each([undefined, 31_000])('does no work for a queue that waits %s ms', async (waitMs) => {
    const world = await openWorld();
    world.waitMs = waitMs;
    expect(await world.order('ann')).toMatchObject({ kind: 'queue_full', retryAfterMs: 1_000 });
    expect(await world.books()).toMatchObject({ claimed: 0 });
  });

  it('lets the next in line have what came back', async () => {
    const world = await openWorld();
    const orderId = newId();
    await world.order('ann', 2, orderId);
    for (let index = 0; index < 4; index++) await world.order(`customer-${index}`, 2);
    expect(await world.order('ben')).toEqual({ kind: 'sold_out' });

    await world.call(sale.returnUnits({ orderId }));
    await world.gate.giveBack(world.saleId, [orderId]);
    world.clock.advance(250);
    expect(await world.order('ben', 2)).toMatchObject({ kind: 'queued' });
    expect(await world.books()).toMatchObject({ claimed: 10 });
  });
});

describe('the gate of a sale', () => {
  it('is opened from the ledger when it was lost, under the next epoch', async () => {
    const world = await openWorld();
    await world.order('ann', 2);
    await world.loseGate();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => world.order(`customer-${index}`, 1, newId(), index % 2)),
    );
    expect(kinds(outcomes)).toEqual({ queued: 8, sold_out: 42 });
    expect(await world.books()).toMatchObject({ claimed: 10 });
    expect(await world.order('ann')).toMatchObject({ kind: 'sold_out' });
  });

  it('is waited for by whoever comes while it is being opened', async () => {
    const world = await openWorld();
    const opening = world.hold('ListClaims');
    const first = world.order('ann');
    await opening.reached;
    // The next epoch has begun, and this host still knows the sale as it was before.
    const second = world.order('ben');
    await settled();
    opening.release();
    expect(kinds(await Promise.all([first, second]))).toEqual({ queued: 2 });
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 2, remaining: 8 });
  });

  it('is opened once for all who found it lost, so that nobody on the way to the ledger has to turn back', async () => {
    const world = await openWorld();
    const claim = world.hold('ClaimUnits');
    const order = world.order('ann');
    await claim.reached;
    await world.reopen(1);
    claim.release();
    expect(await order).toMatchObject({ kind: 'queued' });
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 2, remaining: 9 });
  });

  it.each(['away', 'forgetful'] as const)('is passed by while it is %s, and the ledger is as exact', async (fault) => {
    const world = await openWorld();
    world.gate.fault = fault;
    const crowd = Array.from({ length: 60 }, (_, index) => world.order(`customer-${index}`, 1, newId(), index % 2));
    expect(kinds(await Promise.all(crowd))).toEqual({ queued: 10, sold_out: 50 });
  });

  it('gets back what never reached the ledger, within ten seconds', async () => {
    const world = await openWorld();
    await world.order('ann');
    world.lose = 'request';
    await expect(world.order('ben', 2)).rejects.toThrow('the request was lost');
    world.lose = undefined;
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 7 });
    for (let seconds = 0; seconds < 10; seconds += 2) {
      world.clock.advance(2_000);
      await world.tend();
    }
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 9 });
    expect(await world.gate.unsettled(world.saleId, 0, 10)).toEqual([]);
  });

  it('keeps what reached the ledger although the reply was lost', async () => {
    const world = await openWorld();
    const orderId = newId();
    world.lose = 'reply';
    await expect(world.order('ben', 2, orderId)).rejects.toThrow('the reply was lost');
    world.lose = undefined;
    world.clock.advance(10_000);
    await world.tend();
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 8 });
    expect(await world.order('ben', 2, orderId)).toEqual({ kind: 'queued', orderId });
    expect(await world.books()).toMatchObject({ claimed: 2 });
  });

  it('is opened by one of two hosts that find it lost, however long that takes; the other asks the ledger', async () => {
    const world = await openWorld();
    await world.order('ann', 1, newId(), 0);
    await world.tend(1);
    await world.loseGate();
    const opening = world.hold('ListClaims');
    const first = world.order('ben', 1, newId(), 0);
    await opening.reached;
    for (const customer of ['cid', 'dan']) {
      world.clock.advance(1_000);
      await world.tend(1);
      expect(await world.order(customer, 1, newId(), 1)).toMatchObject({ kind: 'queued' });
    }
    opening.release();
    expect(await first).toMatchObject({ kind: 'queued' });
    // Ann's order had opened it under epoch 2.
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 3, remaining: 6 });
  });

  it('is opened by the other host when the one that began has died', async () => {
    const world = await openWorld();
    await world.order('ann', 1, newId(), 0);
    await world.tend(1);
    await world.loseGate();
    await world.call(sale.beginEpoch({ saleId: world.saleId, epoch: 2 }));
    expect(await world.order('ben', 1, newId(), 1)).toMatchObject({ kind: 'queued' });
    expect(await world.gate.remaining(world.saleId)).toBeUndefined();
    world.clock.advance(5_000);
    expect(await world.order('cid', 1, newId(), 1)).toMatchObject({ kind: 'queued' });
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 4, remaining: 7 });
  });

  it('is opened anew by the check when it was lost, though nobody asks', async () => {
    const world = await openWorld();
    await world.order('ann', 2);
    await world.tend();
    await world.loseGate();
    await world.tend();
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 8 });
  });

  it.each([
    { told: true, by: 'the gate, which is told meanwhile' },
    { told: false, by: 'the ledger where the gate is never told' },
  ])('says no "sold out" while units are back: the next in line has them from $by', async ({ told }) => {
    const world = await openWorld();
    const orderId = newId();
    await world.order('ann', 2, orderId);
    for (let index = 0; index < 4; index++) await world.order(`customer-${index}`, 2);
    await world.giveUp(orderId);
    world.clock.advance(250);

    const asked = world.order('ben', 2);
    // It waits for the gate to be told.
    await settled();
    if (told) await world.deliver();
    world.clock.advance(250);
    expect(await asked).toMatchObject({ kind: 'queued' });
    expect(await world.books()).toMatchObject({ claimed: 10 });
    expect(await world.order('cid')).toEqual({ kind: 'sold_out' });
  });

  it('is opened anew when it differs from the ledger at two checks', async () => {
    const world = await openWorld();
    const orderId = newId();
    await world.order('ann', 2, orderId);
    // The ledger has the units back and the gate was never told.
    await world.call(sale.returnUnits({ orderId }));
    for (let check = 0; check < 3; check++) {
      world.clock.advance(1_000);
      await world.tend();
    }
    expect(world.drifts).toContain(-2);
    expect(world.drifts.at(-1)).toBe(0);
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 10 });
    expect(world.reports).toHaveLength(1);
  });
});

describe('the end of a sale', () => {
  it('waits until its last orders have drawn their stock, and gives the rest to the shop', async () => {
    const world = await openWorld();
    const orderId = newId();
    await world.order('ann', 2, orderId);
    world.clock.advance(3_600_000);
    await world.tend();
    await world.tend();
    expect(await world.books()).toEqual({ claimed: 2, state: 'closing', available: 90, setAside: 10 });

    await world.call(
      inventory.reserveStock({
        holdId: orderId,
        lines: [{ sku: 'MUG', quantity: 2 }],
        expiresAtMs: world.clock.nowMs() + 60_000,
        preferWarehouse: '',
        setAsideId: world.saleId,
      }),
    );
    await world.tend();
    expect(await world.books()).toEqual({ claimed: 2, state: 'closed', available: 98, setAside: 0 });
    expect(await world.gate.remaining(world.saleId)).toBeUndefined();
  });
});
