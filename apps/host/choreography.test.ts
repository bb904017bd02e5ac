import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { inboxTable } from '../../platform/messaging/inbox.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { wrongLog } from '../../platform/saga/wrong-log.ts';
import type { Store, Transaction } from '../../platform/store/store.ts';
import { HandDelivery, type Planted } from './testing/hand-delivery.ts';
import { STOCK, WITH_COUPON } from './testing/memory-shop.ts';

// What the contexts of a choreographed checkout do when their events come late, twice, in another order or not at all.
// Each check is shown to catch the bug that it is for.

const opened: HandDelivery[] = [];

function handDelivery(planted?: Planted): HandDelivery {
  const delivery = new HandDelivery(planted);
  opened.push(delivery);
  return delivery;
}

afterEach(async () => {
  for (const delivery of opened.splice(0)) await delivery.close();
});

/** What is left over of a checkout that has ended; empty when it is as it should be. */
async function leftOver(checkout: HandDelivery, status: string): Promise<string[]> {
  const { shop, orderId } = checkout;
  const [order, payment, available] = [await shop.order(orderId), await shop.payment(orderId), await shop.available()];
  const captured = payment?.capturedMinor ?? 0;
  const faults: string[] = [];
  const expectThat = (holds: boolean, fault: string) => (holds ? [] : faults.push(fault));
  if (status === 'completed') {
    expectThat(order?.status === 'CONFIRMED', `the order is ${order?.status}`);
    expectThat(available === STOCK - 1, `${STOCK - available} units are taken`);
    expectThat(captured === 1_000, `${captured} are captured`);
  } else {
    expectThat(status === 'compensated', `the checkout is ${status}`);
    expectThat(order === undefined || order.status === 'CANCELLED', `the order is ${order?.status}`);
    expectThat(available === STOCK, `${STOCK - available} units are still held`);
    expectThat((await shop.couponUses()) === 0, 'the coupon is used');
    expectThat(payment === undefined || ['voided', 'declined'].includes(payment.status), `money is ${payment?.status}`);
  }
  const saga = await checkout.saga();
  const wrong = wrongLog({ ...saga, log: saga.log ?? [] });
  if (wrong !== undefined) faults.push(`the checkout ${wrong}`);
  return faults;
}

/** An inventory that forgets holds which were given back before they were asked for. */
const withoutTombstone = (inner: Doors): Doors => ({
  call: async (call, context) => {
    if (call.method.localName !== 'releaseStock') return inner.call(call, context);
    const { holdId } = call.request as { holdId: string };
    const confirmed = await inner.call(inventory.confirmStock({ holdId }));
    // A hold that is not there cannot be confirmed: nothing is released, and nothing is remembered.
    return { kind: 'released', holdId: confirmed.holdId } as never;
  },
});

/** A checkout that fails before inventory has heard that it was requested. */
async function overtaken(planted?: Planted): Promise<string[]> {
  const checkout = handDelivery(planted);
  await checkout.begin({ unitPriceMinor: 900 });
  await checkout.deliver('checkout-pricing', 'checkout.requested');
  await checkout.deliver('checkout-join', 'pricing.validation.failed');
  await checkout.deliver('checkout-inventory', 'checkout.failed');
  await checkout.deliver('checkout-inventory', 'checkout.requested');
  await checkout.deliverAll();
  return leftOver(checkout, (await checkout.saga()).status);
}

describe('a checkout.failed that overtakes its checkout.requested', () => {
  it('leaves a tombstone that refuses the request, and no hold', async () => {
    expect(await overtaken()).toEqual([]);
  });

  it('would leave a hold if inventory kept no tombstone, and is seen to', async () => {
    expect(await overtaken({ doors: withoutTombstone })).toContain('1 units are still held');
  });
});

/** Every event that one checkout needs, each delivered twice. */
async function repeated(planted?: Planted): Promise<string[]> {
  const checkout = handDelivery(planted);
  await checkout.begin();
  for (;;) {
    const [first] = await checkout.waiting();
    if (first === undefined) break;
    await checkout.redeliver(first);
    await checkout.take(first);
  }
  const again = checkout.told.filter((name, index) => checkout.told.indexOf(name) !== index);
  const faults = await leftOver(checkout, (await checkout.saga()).status);
  return [...faults, ...again.map((name) => `${name} was told again`)];
}

describe('an event that is delivered again', () => {
  it('has its effect once', async () => {
    expect(await repeated()).toEqual([]);
  });

  it('would be told of again without an inbox, and is seen to', async () => {
    const forgetful = (inner: Store): Store => ({
      transact: (work) =>
        inner.transact((transaction) => {
          const write: Transaction['write'] = (writes) =>
            transaction.write(writes.filter(({ table }) => table.name !== inboxTable.name));
          return work({ ...transaction, write });
        }),
    });
    expect(await repeated({ store: forgetful })).toContain('inventory.reserved was told again');
  });
});

describe('the two answers', () => {
  const inventoryFirst = ['checkout-inventory', 'checkout-pricing'] as const;

  it.each([
    ['inventory, then pricing', inventoryFirst],
    ['pricing, then inventory', inventoryFirst.toReversed()],
  ])('may come in this order: %s', async (_order, consumers) => {
    const checkout = handDelivery();
    await checkout.begin();
    await checkout.deliver('checkout-order', 'checkout.requested');
    await checkout.deliver('checkout-join', 'order.placed');
    for (const consumer of consumers) {
      expect(checkout.told).not.toContain('checkout.validated');
      await checkout.deliver(consumer, 'checkout.requested');
      await checkout.deliver(
        'checkout-join',
        consumer === 'checkout-pricing' ? 'pricing.validated' : 'inventory.reserved',
      );
    }
    await checkout.deliverAll();
    expect(await leftOver(checkout, 'completed')).toEqual([]);
    const { status, steps } = await checkout.saga();
    expect(status).toBe('completed');
    expect(steps.every((step) => step.status === 'completed' && step.attempts === 1)).toBe(true);
  });
});

describe('a checkout that nobody answers', () => {
  it('fails at its deadline as expired, and what comes later finds tombstones', async () => {
    const checkout = handDelivery();
    await checkout.begin();
    await checkout.pass(61_000);
    await checkout.deliver('checkout-inventory', 'checkout.failed');
    await checkout.deliverAll();
    expect(await leftOver(checkout, (await checkout.saga()).status)).toEqual([]);
    expect(await checkout.shop.order(checkout.orderId)).toMatchObject({ status: 'CANCELLED', reason: 'expired' });
  });

  it('goes on past its pivot, because its contexts are told again', async () => {
    const checkout = handDelivery();
    await checkout.begin();
    while (!checkout.told.includes('checkout.approved')) await checkout.take((await checkout.waiting())[0] as never);
    await checkout.pass(61_000);
    expect(checkout.told.filter((name) => name === 'checkout.failed')).toEqual([]);
    await checkout.deliverAll();
    expect(checkout.told.filter((name) => name === 'checkout.approved').length).toBeGreaterThan(1);
    expect(await leftOver(checkout, (await checkout.saga()).status)).toEqual([]);
  });
});

describe('the log of a checkout', () => {
  it('tells every event of it, each with the trace id', async () => {
    const checkout = handDelivery();
    await checkout.begin();
    await checkout.deliverAll();
    const { log = [], traceId } = await checkout.saga();
    expect(log.map(({ event }) => event).toSorted()).toEqual(checkout.told.toSorted());
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
    expect(new Set(log.map((entry) => entry.traceId))).toEqual(new Set([traceId]));
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('an operator', () => {
  it('stops a checkout before its pivot, and is written down', async () => {
    const checkout = handDelivery();
    await checkout.begin();
    const action = { sagaId: checkout.orderId, who: 'ann', why: 'a test' };
    expect(await checkout.checkout.view().compensate(action)).toBe('done');
    await checkout.deliverAll();
    expect(await leftOver(checkout, (await checkout.saga()).status)).toEqual([]);
    expect(await checkout.shop.order(checkout.orderId)).toMatchObject({ reason: 'cancelled_by_staff' });
    expect((await checkout.saga()).actions).toMatchObject([{ action: 'compensate', who: 'ann', why: 'a test' }]);
    expect(await checkout.checkout.view().compensate(action)).toBe('not_possible');
    expect(await checkout.checkout.view().retry(action)).toBe('not_possible');
  });

  it('cannot stop one past its pivot, and may have its contexts told again', async () => {
    const checkout = handDelivery();
    await checkout.begin();
    while (!checkout.told.includes('checkout.approved')) await checkout.take((await checkout.waiting())[0] as never);
    const action = { sagaId: checkout.orderId, who: 'ann', why: 'a test' };
    expect(await checkout.checkout.view().compensate(action)).toBe('not_possible');
    expect(await checkout.checkout.view().retry(action)).toBe('done');
    await checkout.deliverAll();
    expect((await checkout.saga()).actions).toMatchObject([{ action: 'retry', who: 'ann', why: 'a test' }]);
    expect(await leftOver(checkout, (await checkout.saga()).status)).toEqual([]);
  });
});

/** A checkout whose events come in any order, again, or late, and which is then left in peace. */
async function shuffled(
  request: Parameters<HandDelivery['begin']>[0],
  choices: readonly (readonly [number, string])[],
  planted?: Planted,
) {
  const checkout = handDelivery(planted);
  await checkout.begin(request);
  for (const [pick, what] of choices) {
    const waiting = await checkout.waiting();
    const delivery = waiting[pick % Math.max(1, waiting.length)];
    if (delivery === undefined || what === 'wait') await checkout.pass(what === 'wait' ? 7_000 : 1_000);
    else if (what === 'repeat') await checkout.redeliver(delivery);
    else await checkout.take(delivery);
  }
  // Everything is delivered, and what waits for an answer is told again.
  for (let round = 0; round < 30; round++) {
    await checkout.deliverAll();
    await checkout.pass(20_000);
  }
  return leftOver(checkout, (await checkout.saga()).status);
}

function inAnyOrder(planted?: Planted): Promise<void> {
  const requests = fc.constantFrom<Parameters<HandDelivery['begin']>[0]>(
    {},
    { unitPriceMinor: 900 },
    { quantity: STOCK + 1 },
    { totalMinor: 60_000 },
    { ...WITH_COUPON, quantity: STOCK + 1 },
    { ...WITH_COUPON, coupon: { code: 'NONE', discountMinor: 300 } },
  );
  const choices = fc.array(fc.tuple(fc.nat(), fc.constantFrom('deliver', 'deliver', 'repeat', 'wait')), {
    maxLength: 60,
  });
  const property = fc.asyncProperty(requests, choices, async (request, chosen) => {
    expect(await shuffled(request, chosen, planted)).toEqual([]);
  });
  return fc.assert(property, { numRuns: 60, ...(planted === undefined ? {} : { endOnFailure: true }) });
}

describe('whatever the order of delivery', { timeout: 60_000 }, () => {
  it('a checkout ends in a sale or with nothing left over', () => inAnyOrder());

  it('would not, without tombstones', async () => {
    await expect(inAnyOrder({ doors: withoutTombstone })).rejects.toThrow('Property failed');
  });
});
