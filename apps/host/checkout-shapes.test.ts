import { describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { SagaRow } from '../../platform/saga/tables.ts';
import { countShapes } from '../../platform/testing/shapes.ts';
import { checkout } from '../../processes/checkout/checkout.saga.ts';
import { OrchestratedCheckout } from '../../processes/checkout/orchestrated-checkout.ts';
import { requestOf } from './testing/checkout-world.ts';
import { MemoryShop, watchedStore } from './testing/memory-shop.ts';

// What is made for every order: see platform/testing/shapes.ts.

const ORDERS = 40;
/** A row is made in a few ways: as it begins, and by each step that changes it. */
const A_FEW = 5;

/** Everything that forty checkouts have decided and written, by kind. */
async function madeForOrders(): Promise<ReadonlyMap<string, object[]>> {
  const made = new Map<string, object[]>();
  const see = (kind: string, one: object): void => {
    made.set(kind, [...(made.get(kind) ?? []), one]);
    if (kind === 'row of sagas') see('data of sagas', (one as SagaRow).data as object);
  };
  const shop = new MemoryShop(systemClock, see);
  await shop.open();
  const more = { adjustmentId: 'more', sku: 'MUG', warehouse: 'main', delta: ORDERS, reason: 'goods in' };
  await shop.call(inventory.adjustStock(more));
  made.clear();
  const engine = new SagaEngine({
    store: watchedStore(see),
    doors: shop.doors,
    clock: systemClock,
    newId,
    random: () => 0,
    definitions: [checkout],
    report: () => undefined,
  });
  await engine.start();
  const { doors } = shop;
  const checkouts = new OrchestratedCheckout({ engine, doors, clock: systemClock, newId, priceList: 'retail' });
  try {
    await Promise.all(
      Array.from({ length: ORDERS }, async () => {
        const request = requestOf(newId());
        await checkouts.begin(request, { traceId: '0af7651916cd43dd8448eb211c80319c' });
        expect(await checkouts.ended(request.orderId, 10_000)).toBe(true);
      }),
    );
  } finally {
    await engine.stop();
  }
  return made;
}

describe('what is made for every order', () => {
  it('has a few shapes, however many orders there are', async () => {
    const made = await madeForOrders();
    const often = [...made].filter(([, objects]) => objects.length >= ORDERS);
    expect(often.map(([kind]) => kind)).toEqual(
      expect.arrayContaining(['data of sagas', 'row of payments', 'request of payment.v1.PaymentService/Capture']),
    );
    const churned = often.map(([kind, objects]) => [kind, countShapes(objects)] as const);
    expect(churned.filter(([, shapes]) => shapes > A_FEW)).toEqual([]);
  });
});
