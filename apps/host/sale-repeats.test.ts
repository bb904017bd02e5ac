import { describe, expect, it } from 'vitest';
import { sale } from '../../modules/sale/contract.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { openSaleWorld } from './testing/sale-world.ts';

// Orders of a flash sale that are sent more than once: by an impatient hand, or because an answer was lost.

describe('an order of a flash sale that is sent again', () => {
  it('answers one order once, however often it is sent', async () => {
    const world = await openSaleWorld();
    const orderId = newId();
    const outcomes = await Promise.all([1, 2, 3].map((_, host) => world.order('ann', 1, orderId, host % 2)));
    expect(outcomes).toEqual(Array(3).fill({ kind: 'queued', orderId }));
    expect(await world.books()).toMatchObject({ claimed: 1 });
  });

  it('tells somebody whose answer was lost of their units, when nothing is left and when it is over', async () => {
    const world = await openSaleWorld({ quantity: 2 });
    const [orderId, other] = [newId(), newId()];
    await world.order('ann', 1, orderId);
    await world.order('ben', 1, other);
    await world.view();
    expect(await world.order('cem')).toEqual({ kind: 'sold_out' });
    expect(await world.repeat('ann', orderId)).toEqual({ kind: 'queued', orderId });
    expect(await world.repeat('cem', newId())).toEqual({ kind: 'sold_out' });

    await world.steer('close');
    expect(await world.repeat('ann', orderId)).toEqual({ kind: 'queued', orderId });
    await world.call(sale.returnUnits({ orderId: other }));
    expect(await world.repeat('ben', other)).toEqual({ kind: 'returned' });
    expect(await world.repeat('cem', newId())).toEqual({ kind: 'over' });
  });

  it('gives somebody who asks again while their first request is still on its way what it would have got', async () => {
    const world = await openSaleWorld({ quantity: 1 });
    const orderId = newId();
    const first = await world.onTheWay('ann', 1, orderId);
    expect(await world.order('ben')).toEqual({ kind: 'sold_out' });
    expect(await world.repeat('ann', orderId)).toEqual({ kind: 'queued', orderId });
    first.arrive();
    expect(await first.outcome).toEqual({ kind: 'queued', orderId });
    expect(await world.books()).toMatchObject({ claimed: 1 });
  });

  it('asks the ledger once for somebody who asks again', async () => {
    const world = await openSaleWorld({ quantity: 1 });
    await world.order('ann');
    await world.view();
    world.called.length = 0;
    expect(await world.repeat('ben', newId())).toEqual({ kind: 'sold_out' });
    expect(world.called).toEqual(['ClaimUnits']);
  });
});
