import { describe, expect, it } from 'vitest';
import { orderId, PaperShop } from './testing/paper-shop.ts';

// What views show is held against the modules: late for good, missing, too much or wrong is found; what moves is not.

/** Two orders sold and one sold out, in two pages; one SKU. */
function healthyShop(): PaperShop {
  return new PaperShop().stock(10, 5).sold(1, 2).sold(2, 3).soldOut(3, 9);
}

async function violated(shop: PaperShop): Promise<readonly [name: string, detail: string][]> {
  const { invariants } = await shop.audit();
  return invariants.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]);
}

function show(shop: PaperShop, number: number, fields: Partial<ReturnType<PaperShop['shownOf']>>): void {
  shop.shownOrders.set(orderId(number), { ...shop.shownOf(orderId(number)), ...fields });
}

describe('the audit of views', () => {
  it('finds nothing where they show what the modules hold', async () => {
    const { ok, invariants } = await healthyShop().audit();
    expect(ok).toBe(true);
    expect(invariants.find(({ name }) => name === 'views')?.detail).toBe(
      'Compared 3 orders and 1 SKU with what views show; nothing is wrong.',
    );
  });

  it.each<[string, (shop: PaperShop) => void, string]>([
    ['a view that stays behind', (shop) => shop.behind.add('orders'), 'orders is a view that does not catch up'],
    ['an order that is not shown', (shop) => shop.shownOrders.set(orderId(2), undefined), 'is CONFIRMED but not shown'],
    [
      'an order that does not exist',
      (shop) => shop.shownOrders.set(orderId(9), { ...shop.shownOf(orderId(1)), orderId: orderId(9) }),
      `${orderId(9)} is shown, but there is no such order`,
    ],
    [
      'a wrong status',
      (shop) => show(shop, 1, { status: 'PENDING' }),
      'has status "CONFIRMED" and is shown with "PENDING"',
    ],
    ['wrong units', (shop) => show(shop, 1, { itemCount: 3 }), 'has 2 units and is shown with 3'],
    [
      'a timeline without its end',
      (shop) => show(shop, 3, { timeline: [{ status: 'PENDING', atMs: 0 }] }),
      'went through PENDING at 0, CANCELLED at 1 and is shown with PENDING at 0',
    ],
    [
      'a refund that was folded twice',
      (shop) => show(shop, 1, { payment: { ...shop.shownOf(orderId(1)).payment, refundedMinor: 500 } }),
      'has a payment with refundedMinor "0" and is shown with "500"',
    ],
    [
      'stock that is shown too high',
      (shop) =>
        shop.shownStock.set('MUG', { sku: 'MUG', warehouses: [{ warehouse: 'main', onHand: 10, reserved: 4 }] }),
      'MUG has main 10/5 and is shown with main 10/4',
    ],
    ['stock that is not shown', (shop) => shop.shownStock.set('MUG', undefined), 'is shown with no stock'],
  ])('finds %s', async (_case, spoil, detail) => {
    const shop = healthyShop();
    spoil(shop);
    expect(await violated(shop)).toEqual([['views', expect.stringContaining(detail)]]);
  });

  it('excuses an order that was shown late while it was looked at', async () => {
    const shop = healthyShop();
    show(shop, 1, { status: 'PENDING' });
    shop.onCall = (method) => {
      if (method === 'getOrders') shop.shownOrders.clear();
    };
    expect(await violated(shop)).toEqual([]);
  });

  it('excuses an order and a SKU that move each time they are looked at', async () => {
    const shop = healthyShop();
    show(shop, 1, { status: 'PENDING' });
    let version = 10;
    shop.shownStock.set('MUG', { sku: 'MUG', warehouses: [] });
    shop.onCall = (method) => {
      version += 1;
      if (method === 'getOrders') shop.change(shop.orders, orderId(1), { version });
      if (method === 'getStock') shop.levelVersion = version;
    };
    expect(await violated(shop)).toEqual([]);
  });
});
