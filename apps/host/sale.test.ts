import { describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { oneTime } from '../../processes/sale/sale-stock.ts';
import { kinds, openSaleWorld, SaleWorld, SEED, STARTS_MS } from './testing/sale-world.ts';

// A flash sale over the real modules: what people are answered, and that the books balance whatever becomes of the gate.

describe('a flash sale', () => {
  it('gives 10 units to a crowd of 200 at two hosts, and not one more', async () => {
    const world = await openSaleWorld();
    const crowd = Array.from({ length: 200 }, (_, index) => world.order(`customer-${index}`, 1, newId(), index % 2));
    expect(kinds(await Promise.all(crowd))).toEqual({ queued: 10, sold_out: 190 });
    expect(await world.view()).toMatchObject({ state: 'sold_out', remaining: 0 });
    expect(await world.books()).toEqual({ claimed: 10, state: 'open', available: 90, setAside: 10 });
  });

  it('tells what became of its orders, and how true its gate was found', async () => {
    const world = await openSaleWorld();
    const orderId = newId();
    await Promise.all([world.order('ann', 2, orderId), world.order('ben', 1)]);
    await world.call(sale.returnUnits({ orderId }));
    const counted = { claimedOrders: 1, claimedUnits: 1, returnedOrders: 1, returnedUnits: 2, confirmedOrders: 0 };
    expect(await world.progress()).toEqual({ ...counted, gate: undefined });
    await world.tend();
    // The gate was not told of the units that came back.
    expect(await world.progress()).toMatchObject({ ...counted, gate: { driftUnits: -2, atMs: world.clock.nowMs() } });
  });

  it('shows whoever has ordered that something is gone', async () => {
    const world = await openSaleWorld();
    for (const remaining of [10, 9, 8]) {
      expect(await world.view(0)).toMatchObject({ remaining });
      await world.order(`customer-${remaining}`);
    }
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

  it.each([
    { stock: 'there', quantity: 10, opened: { kind: 'steered' }, books: { available: 90, setAside: 10 } },
    { stock: 'not there', quantity: 101, opened: { kind: 'not_possible', state: 'paused' }, books: { setAside: 0 } },
  ])('that was paused before it had its stock is opened only where that is there: it is $stock', async (how) => {
    const world = new SaleWorld();
    await world.scheduleWithoutStock({ quantity: how.quantity });
    await world.steer('pause');
    await world.tend();
    expect(await world.steer('open')).toMatchObject(how.opened);
    expect(await world.books()).toMatchObject(how.books);
  });

  it('that is over gets no stock by being told to open', async () => {
    const world = new SaleWorld();
    await world.scheduleWithoutStock();
    await world.steer('close');
    expect(await world.steer('open')).toEqual({ kind: 'not_possible', state: 'closed' });
    expect(await world.books()).toMatchObject({ available: 100, setAside: 0 });
  });

  it('answers a copy of its opening as it did the first time when it is over', async () => {
    const world = await openSaleWorld();
    await world.steer('open', { steeringId: 'opening' });
    await world.steer('close');
    await world.tend();
    expect(await world.steer('open', { steeringId: 'opening' })).toMatchObject({ kind: 'steered' });
  });

  it('limits a customer over all of their orders', async () => {
    const world = await openSaleWorld();
    expect(await world.order('ann', 2)).toMatchObject({ kind: 'queued' });
    expect(await world.order('ann')).toEqual({ kind: 'limit_reached', limit: 2 });
    expect(await world.order('ben', 3)).toEqual({ kind: 'limit_reached', limit: 2 });
  });

  it('limits how often a customer may ask', async () => {
    const world = await openSaleWorld();
    const asked = await Promise.all(Array.from({ length: 7 }, () => world.order('bot', 2)));
    expect(kinds(asked)).toEqual({ queued: 1, limit_reached: 4, rate_limited: 2 });
  });

  it('says without an order that it is sold out while it knows that, and not when units are back, nor when it is over', async () => {
    const world = await openSaleWorld({ quantity: 1 });
    const orderId = newId();
    expect(world.isSoldOut()).toBe(false);
    await world.order('ann', 1, orderId);
    await world.order('ben');
    expect(world.isSoldOut()).toBe(true);
    await world.giveUp(orderId);
    await world.deliver();
    await world.view();
    expect(world.isSoldOut()).toBe(false);
    await world.order('cid');
    await world.order('ben');
    expect(world.isSoldOut()).toBe(true);
    // Nothing was read for a while: whoever asks now looks.
    world.clock.advance(250);
    expect(world.isSoldOut()).toBe(false);
    await world.steer('close');
    expect(world.isSoldOut()).toBe(false);
    expect(await world.order('dan')).toEqual({ kind: 'over' });
  });

  it('has one left for who wants one, whoever wanted two', async () => {
    const world = await openSaleWorld({ quantity: 1 });
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
    { action: 'drain', kind: 'paused' },
    { action: 'close', kind: 'over' },
  ] as const)('sells nothing after an operator said $action', async ({ action, kind }) => {
    const world = await openSaleWorld();
    await world.steer(action);
    expect(await world.order('ann')).toEqual({ kind });
  });

  it.each(['pause', 'drain'] as const)('goes on after %s, for who was told so too', async (action) => {
    const world = await openSaleWorld();
    const orderId = newId();
    await world.steer(action);
    expect(await world.order('ann', 1, orderId)).toEqual({ kind: 'paused' });
    await world.steer('open');
    expect(await world.order('ann', 1, orderId)).toMatchObject({ kind: 'queued' });
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

  it('is steered for an operator who saw it as it is, and once where the answer was lost', async () => {
    const world = await openSaleWorld();
    const { version } = present(await world.view(), 'the sale');
    const pausing = { steeringId: 'pause', expectedVersion: version };
    expect(await world.steer('pause', pausing)).toMatchObject({ kind: 'steered', sale: { state: 'paused' } });
    expect(await world.steer('pause', pausing)).toMatchObject({ kind: 'steered', sale: { state: 'paused' } });
    expect(await world.steer('open', { expectedVersion: version })).toEqual({ kind: 'version_changed' });
    expect(await world.view()).toMatchObject({ state: 'paused' });
  });

  it('is among the current ones until it is over, and those that sell come first', async () => {
    const world = new SaleWorld(1);
    await world.schedule();
    const other = newId();
    await world.call(
      sale.scheduleSale({ saleId: other, terms: present(await world.view(), 'the sale').terms, drawSeed: SEED }),
    );
    await world.call(sale.steerSale({ saleId: other, action: 'open', who: 'olga', why: '', ...oneTime(0) }));
    const current = async (limit: number) => (await world.current(limit)).map(({ saleId }) => saleId);
    expect(await current(10)).toEqual([other, world.saleId]);
    expect(await current(1)).toEqual([other]);
    await world.call(sale.steerSale({ saleId: other, action: 'close', who: 'olga', why: '', ...oneTime(1) }));
    expect(await current(10)).toEqual([world.saleId]);
    expect(await world.all([other, newId()])).toMatchObject([{ saleId: other, state: 'closed' }]);
  });

  it.each([
    [undefined, 1_000],
    [31_000, 1_000],
    [1_000_000, 60_000],
  ])('does no work for a queue that waits %s ms', async (waitMs, retryAfterMs) => {
    const world = await openSaleWorld();
    world.waitMs = waitMs;
    expect(await world.order('ann')).toMatchObject({ kind: 'queue_full', retryAfterMs });
    expect(await world.books()).toMatchObject({ claimed: 0 });
  });

  it('lets the next in line have what came back', async () => {
    const world = await openSaleWorld();
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

describe('the end of a sale', () => {
  it('waits until its last orders have drawn their stock, and gives the rest to the shop', async () => {
    const world = await openSaleWorld();
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

  it('does not wait for a gate that gives no answer', async () => {
    const world = await openSaleWorld();
    const orderId = newId();
    await world.order('ann', 1, orderId);
    await world.giveUp(orderId);
    world.gate.fault = 'away';
    world.clock.advance(3_600_000);
    await world.tend();
    expect(await world.books()).toMatchObject({ state: 'closed' });
    expect(world.reports).toEqual([expect.stringContaining('could not be closed')]);
  });

  it('is the end of its gate: whoever still takes it for open does not open one', async () => {
    const world = await openSaleWorld();
    await world.order('ann', 1, newId(), 1);
    await world.steer('close');
    expect(await world.books()).toMatchObject({ state: 'closing' });
    await world.loseGate();
    expect(await world.order('ben', 1, newId(), 1)).toEqual({ kind: 'over' });
    expect(await world.gate.remaining(world.saleId)).toBeUndefined();
    expect(await world.epoch()).toBe(2);
  });

  it('is the end of a gate that is opened just then', async () => {
    const world = await openSaleWorld();
    const reading = world.hold('ListClaims');
    const order = world.order('ann', 1, newId(), 1);
    await reading.reached;
    await world.steer('close');
    await world.tend();
    expect(await world.books()).toMatchObject({ state: 'closed' });
    reading.release();
    expect(await order).toEqual({ kind: 'over' });
    expect(await world.gate.remaining(world.saleId)).toBeUndefined();
  });
});
