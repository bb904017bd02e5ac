import { describe, expect, it } from 'vitest';
import { sale } from '../../modules/sale/contract.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { kinds, openSaleWorld, type SaleWorld, settled } from './testing/sale-world.ts';

// The gate of a flash sale over the real modules: whatever becomes of it, nobody has a unit too many, and what came back is
// promised again.

describe('the gate of a sale', () => {
  it('is opened from the ledger when it was lost, under the next epoch', async () => {
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
    const order = await world.onTheWay('ann');
    await world.reopen(1);
    order.arrive();
    expect(await order.outcome).toMatchObject({ kind: 'queued' });
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 2, remaining: 9 });
  });

  it.each(['away', 'forgetful'] as const)('is passed by while it is %s, and the ledger is as exact', async (fault) => {
    const world = await openSaleWorld();
    world.gate.fault = fault;
    const crowd = Array.from({ length: 60 }, (_, index) => world.order(`customer-${index}`, 1, newId(), index % 2));
    expect(kinds(await Promise.all(crowd))).toEqual({ queued: 10, sold_out: 50 });
  });

  it('gets back what never reached the ledger, within ten seconds', async () => {
    const world = await openSaleWorld();
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

  it('is told of what came back while it was silent, within ten seconds, in a sale that is never quiet', async () => {
    const world = await openSaleWorld({ quantity: 20 });
    const orderId = newId();
    await world.order('cid', 2, orderId);
    await world.giveUp(orderId);
    world.gate.fault = 'away';
    await world.deliver();
    world.gate.fault = undefined;
    const orders: Promise<unknown>[] = [];
    let arrives = (): void => undefined;
    for (let second = 0; second < 10; second++) {
      const claim = world.hold('ClaimUnits');
      orders.push(world.order(`customer-${second}`));
      await claim.reached;
      // The one before reaches the ledger while the next is on its way.
      arrives();
      arrives = claim.release;
      await settled();
      world.clock.advance(1_000);
      await world.tend();
    }
    expect(await world.order('cid', 2)).toMatchObject({ kind: 'queued' });
    arrives();
    expect(kinds((await Promise.all(orders)) as { kind: string }[])).toEqual({ queued: 10 });
  });

  it('gives at once to the next what came back of an order that it still believes on its way', async () => {
    const world = await openSaleWorld({ quantity: 2 });
    const orderId = newId();
    const order = await world.onTheWay('ann', 2, orderId);
    world.gate.fault = 'away';
    order.arrive();
    expect(await order.outcome).toMatchObject({ kind: 'queued' });
    await settled();
    world.gate.fault = undefined;
    // Its host is gone before it has told anybody.
    await world.giveUp(orderId);
    expect(await world.order('ben', 2)).toMatchObject({ kind: 'queued' });
    expect(await world.gate.remaining(world.saleId)).toMatchObject({ remaining: 0 });
  });

  it('says "sold out" to nobody for whom there is a unit that no other is on the way to', async () => {
    const world = await openSaleWorld({ quantity: 3 });
    const orderId = newId();
    await world.order('ann', 1, orderId);
    await settled();
    // The gate hears nothing of it.
    await world.giveUp(orderId);
    const busy = await world.onTheWay('ben', 2);
    const order = world.order('cid');
    await passing(world, 250);
    expect(await order).toMatchObject({ kind: 'queued' });
    expect(await world.order('dan')).toMatchObject({ kind: 'sold_out' });
    busy.arrive();
    expect(await busy.outcome).toMatchObject({ kind: 'queued' });
  });

  it('lets those look again who were too late for what had come back', async () => {
    const world = await openSaleWorld({ quantity: 2 });
    const orderIds = [newId(), newId()];
    for (const orderId of orderIds) await world.order(orderId, 1, orderId);
    await settled();
    for (const orderId of orderIds) await world.giveUp(orderId);
    const orders = [world.order('ann'), world.order('ben')];
    await settled();
    // The gate has heard of one of the two when they look for the second time.
    await world.gate.giveBack(world.saleId, orderIds.slice(1));
    await passing(world, 500);
    expect(kinds(await Promise.all(orders))).toEqual({ queued: 2 });
  });

  it('is opened anew when more came back while it was silent than is kept for it', async () => {
    const world = await openSaleWorld({ quantity: 6_000, perCustomerLimit: 6_000 }, 6_000);
    const orderIds = Array.from({ length: 5_001 }, () => newId());
    const claim = { saleId: world.saleId, epoch: 0, customerId: 'cid', quantity: 1, hasTicket: false };
    await Promise.all(orderIds.map((orderId) => world.call(sale.claimUnits({ ...claim, orderId }))));
    await world.order('ann');
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 2, remaining: 998 });
    await Promise.all(orderIds.map((orderId) => world.giveUp(orderId)));
    world.gate.fault = 'away';
    await world.deliver();
    world.gate.fault = undefined;
    await world.tend();
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 3, remaining: 5_999 });
  });

  it('promises what came back while the ledger was read to open it', async () => {
    const world = await openSaleWorld({ quantity: 1_001 }, 1_001);
    const orderIds = Array.from({ length: 1_001 }, () => newId()).toSorted();
    const claim = { saleId: world.saleId, epoch: 0, quantity: 1, hasTicket: false };
    const claimed = orderIds.map((orderId) => world.call(sale.claimUnits({ ...claim, orderId, customerId: orderId })));
    await Promise.all(claimed);
    const firstPage = world.hold('ListClaims');
    const opening = world.reopen(1);
    await firstPage.reached;
    const secondPage = world.hold('ListClaims');
    firstPage.release();
    await secondPage.reached;
    await world.giveUp(orderIds[0] ?? '');
    await world.deliver();
    secondPage.release();
    await opening;
    expect(await world.gate.remaining(world.saleId)).toEqual({ epoch: 2, remaining: 1 });
  });

  it('keeps what reached the ledger although the reply was lost', async () => {
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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
    const world = await openSaleWorld();
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

async function passing({ clock }: SaleWorld, milliseconds: number): Promise<void> {
  for (let ms = 0; ms < milliseconds; ms += 50) {
    await settled();
    clock.advance(50);
  }
}
