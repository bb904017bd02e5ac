import { describe, expect, it } from 'vitest';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import { orderId, PaperShop } from './testing/paper-shop.ts';

const SALE = orderId(70);

/** A sale of ten mugs, of which three orders have five. */
function healthyShop(): PaperShop {
  const shop = new PaperShop().stock(20, 10).soldOut(8, 1).sale(SALE, 10).sale(orderId(71), 3);
  shop.change(shop.shelves, 'MUG', { onHand: 23, ledgerOnHand: 23, reserved: 13, held: 13 });
  return shop.claim(1, SALE, 2).claim(2, SALE, 1).claim(3, SALE, 2);
}

async function violated(shop: PaperShop): Promise<Record<string, string>> {
  const failed = (await shop.audit()).invariants.filter(({ ok }) => !ok);
  return Object.fromEntries(failed.map(({ name, detail }) => [name, detail]));
}

describe('the audit of flash sales', () => {
  it('finds nothing in sound ones, says how many there are, and lets a closed one go', async () => {
    const shop = healthyShop();
    const { ok, invariants } = await shop.audit();
    expect(ok).toBe(true);
    expect(invariants.find(({ name }) => name === 'sales-match-claims')?.detail).toBe(
      'Compared 2 sales with claims, orders and stock; nothing is wrong.',
    );
    shop.change(shop.sales, SALE, { state: 'closed' }).change(shop.setAsides, SALE, { status: 'ended', units: 0 });
    expect(await violated(shop)).toEqual({});
  });

  it('gives units time to come back from an order that has just been cancelled', async () => {
    const shop = healthyShop().soldOut(4, 1);
    shop.claims.set(orderId(4), { ...shop.claims.get(orderId(1)), orderId: orderId(4), quantity: 1 } as never);
    shop.change(shop.sales, SALE, { claimed: 6 });
    shop.change(shop.claims, orderId(4), { customerId: 'ann' });
    shop.change(shop.orders, orderId(4), {
      timeline: [
        { status: 'PENDING', atMs: 0 },
        { status: 'CANCELLED', atMs: shop.clock.nowMs() - 1_000 },
      ],
    });
    expect(await violated(shop)).toEqual({});
    shop.clock.advance(120_000);
    expect(await violated(shop)).toMatchObject({
      'sales-match-claims': expect.stringContaining(`has units with order ${orderId(4)}, which was cancelled.`),
    });
  });

  it('misses an order that was queued for long and is neither there nor on its way', async () => {
    const shop = healthyShop();
    // Nothing is drawn for an order that is not there.
    shop.orders.delete(orderId(3));
    shop.holds.delete(orderId(3));
    shop.payments.delete(orderId(3));
    shop.sagas.delete(orderId(3));
    shop.change(shop.setAsides, SALE, { units: 7 });
    const lost = {
      'sales-match-claims': expect.stringContaining(`order ${orderId(3)}, which was queued and is lost.`),
    };
    expect(await violated(shop)).toEqual(lost);
    shop.onTheirWay = undefined;
    expect(await violated(shop)).toEqual({});
    shop.onTheirWay = new Set([orderId(3)]);
    expect(await violated(shop)).toEqual({});
    shop.onTheirWay = new Set([orderId(2)]);
    expect(await violated(shop)).toEqual(lost);
    shop.change(shop.claims, orderId(3), { claimedAtMs: shop.clock.nowMs() - 1_000 });
    expect(await violated(shop)).toEqual({});
  });

  it('does not miss an order that is placed while its event is looked for', async () => {
    const shop = healthyShop();
    const order = present(shop.orders.get(orderId(3)), 'the order');
    // At every look: it is not there before the event is gone, and there after.
    shop.onCall = (method) => {
      if (method === sale.listClaims.localName) shop.orders.delete(orderId(3));
      if (method === 'onTheirWay') shop.orders.set(orderId(3), order);
    };
    expect((await violated(shop))['sales-match-claims']).toBeUndefined();
  });

  it('does not judge a sale that sells while it is read', async () => {
    const shop = healthyShop();
    shop.change(shop.sales, SALE, { claimed: 6 });
    shop.onCall = (method) => {
      const { version = 0 } = shop.sales.get(SALE) ?? {};
      if (method === sale.listClaims.localName) shop.change(shop.sales, SALE, { version: version + 1 });
    };
    expect(await violated(shop)).toEqual({});
  });

  it.each<[string, (shop: PaperShop) => unknown, string]>([
    [
      'a count that its orders do not have',
      (shop) => shop.change(shop.sales, SALE, { claimed: 6 }),
      'counts 6 units but its orders have 5',
    ],
    [
      'more sold than there was',
      (shop) => {
        const { terms } = shop.sales.get(SALE) ?? {};
        if (terms !== undefined) shop.change(shop.sales, SALE, { terms: { ...terms, quantity: 4 } });
        shop.setAsides.delete(SALE);
        shop.change(shop.sales, SALE, { state: 'closing' });
      },
      'has sold 5 of 4 units',
    ],
    [
      'a customer with more than the limit, over several orders',
      (shop) => {
        for (const rows of [shop.claims, shop.orders]) {
          shop.change<{ customerId: string }>(rows, orderId(2), { customerId: 'customer 1' });
        }
      },
      'has a customer, customer 1, with 3 units of 2',
    ],
    [
      'a customer of whom less is counted than their orders have',
      (shop) => shop.buyer(SALE, 'customer 1', 1),
      'counts 1 units of customer customer 1, whose orders have 2',
    ],
    [
      'a customer of whom more is counted, though they have nothing',
      (shop) => shop.buyer(SALE, 'customer 9', 2),
      'counts 2 units of customer customer 9, whose orders have 0',
    ],
    [
      'units that are neither set aside nor drawn',
      (shop) => shop.change(shop.setAsides, SALE, { units: 4 }),
      'has 4 units set aside and 5 drawn, which is not its 10',
    ],
    [
      'units that were drawn from the shelf instead',
      (shop) => shop.change(shop.holds, orderId(2), { setAsideId: '' }),
      'has orders with 5 units, of which 4 were drawn from what is set aside and has 5 units set aside and 4 drawn, which is not its 10',
    ],
    [
      'an order that took its units off the ordinary shelf, so that the sale keeps some that nobody gets',
      (shop) => {
        shop.change(shop.holds, orderId(2), { setAsideId: '' }).change(shop.setAsides, SALE, { units: 6 });
        shop.change(shop.shelves, 'MUG', { onHand: 24, ledgerOnHand: 24, reserved: 14, held: 14 });
      },
      'has orders with 5 units, of which 4 were drawn from what is set aside',
    ],
    [
      'an order of another customer than the one who claimed',
      (shop) => shop.change(shop.orders, orderId(2), { customerId: 'eve' }),
      `has units with order ${orderId(2)}, which is not what claimed them`,
    ],
    [
      'units that are not those of the orders',
      (shop) => {
        shop.change(shop.claims, orderId(1), { quantity: 1 }).change(shop.claims, orderId(2), { quantity: 2 });
      },
      `has units with order ${orderId(1)}, which is not what claimed them and has units with order ${orderId(2)}, which is not what claimed them`,
    ],
    [
      'a closed sale that keeps units from everybody',
      (shop) => shop.change(shop.sales, SALE, { state: 'closed' }),
      'is closed and has 5 units set aside, which nobody can buy',
    ],
    [
      'a sale that nobody has closed',
      (shop) => {
        const { terms } = present(shop.sales.get(SALE), 'the sale');
        shop.change(shop.sales, SALE, {
          terms: { ...present(terms, 'terms'), endsAtMs: shop.clock.nowMs() - 120_000 },
        });
      },
      'is over and still open',
    ],
    [
      'a sale without stock',
      (shop) => shop.change(shop.setAsides, SALE, { status: 'ended' }),
      'is open and nothing is set aside for it',
    ],
  ])('finds %s', async (_case, spoil, what) => {
    const shop = healthyShop();
    spoil(shop);
    expect(await violated(shop)).toEqual({
      'sales-match-claims': expect.stringContaining(`; 1 is wrong: sale ${SALE} ${what}.`),
    });
  });
});
