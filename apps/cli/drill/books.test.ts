import { describe, expect, it } from 'vitest';
import { type Heard, keepBooks, type ShopAfterwards } from './books.ts';
import type { DrillOrder, DrillPlan } from './plan.ts';

// Two mugs for three orders, and a hat that is left over: two are confirmed, one came too late.

function order(number: number, productId = 'mug', quantity = 1): DrillOrder {
  const items = [{ productId, quantity }];
  return { key: `key-${number}`, customerId: 'ann', items, manner: 'plain', hangUpAfterMs: 1 };
}

function heard(drillOrder: DrillOrder, ...orderIds: readonly string[]): Heard {
  const acknowledgements = orderIds.map((orderId) => ({ orderId, text: `{"id":"${orderId}"}` }));
  return { order: drillOrder, acknowledgements, latencyMs: 1, answeredAtMs: 1 };
}

const PLAN: DrillPlan = {
  products: [
    { id: 'mug', stock: 2 },
    { id: 'hat', stock: 1 },
  ],
  customers: ['ann'],
  orders: [order(1), order(2), order(3)],
  killsAt: [],
};
const HEARD = [heard(order(1), 'a'), heard(order(2), 'b'), heard(order(3), 'c')];

function shop(fields: Partial<ShopAfterwards> = {}): ShopAfterwards {
  return {
    orders: [
      { id: 'a', status: 'CONFIRMED' },
      { id: 'b', status: 'CONFIRMED' },
      { id: 'c', status: 'CANCELLED', reason: 'out_of_stock' },
    ],
    stock: new Map([
      ['mug', { on_hand: 2, reserved: 2, available: 0 }],
      ['hat', { on_hand: 1, reserved: 0, available: 1 }],
    ]),
    ...fields,
  };
}

function available(mugs: number): ShopAfterwards['stock'] {
  const hat = { on_hand: 1, reserved: 0, available: 1 };
  return new Map([
    ['mug', { on_hand: 2, reserved: 2 - mugs, available: mugs }],
    ['hat', hat],
  ]);
}

describe('the books of a drill', () => {
  it('balance when everybody was told the truth and everything was sold', () => {
    expect(keepBooks(PLAN, HEARD, shop())).toEqual({
      confirmed: 2,
      cancelled: 1,
      refused: 0,
      acknowledged: 3,
      lost: 0,
      duplicates: 0,
      violations: [],
    });
  });

  it('accept that one key is answered twice in the same words', () =>
    expect(keepBooks(PLAN, [heard(order(1), 'a', 'a'), ...HEARD.slice(1)], shop()).violations).toEqual([]));

  it.each<[string, readonly Heard[], ShopAfterwards, string]>([
    [
      'an order that is lost',
      HEARD,
      shop({ orders: shop().orders.slice(0, 2) }),
      'order c was acknowledged and does not exist',
    ],
    [
      'an order that nobody was told of',
      HEARD,
      shop({ orders: [...shop().orders, { id: 'd', status: 'CANCELLED', reason: 'expired' }] }),
      'order d exists and nobody was told of it',
    ],
    [
      'a key with two orders',
      [heard(order(1), 'a', 'x'), ...HEARD.slice(1)],
      shop(),
      'key-1 was answered in 2 different ways',
    ],
    [
      'an order with two keys',
      [heard(order(1), 'a'), heard(order(2), 'b'), heard(order(3), 'a')],
      shop(),
      'key-3 and key-1 are one order, a',
    ],
    [
      'a call that was refused',
      [...HEARD, { ...heard(order(4)), refusal: '422 no' }],
      shop(),
      'key-4 was refused: 422 no',
    ],
    [
      'more sold than there was',
      HEARD,
      shop({ orders: shop().orders.map(({ id }) => ({ id, status: 'CONFIRMED' })) }),
      '3 of mug were sold where there were 2',
    ],
    ['a shelf that lost count', HEARD, shop({ stock: available(1) }), '1 of mug are available where 2 of 2 were sold'],
    [
      'a customer sent away although there was one left',
      HEARD,
      shop({
        orders: [
          { id: 'a', status: 'CONFIRMED' },
          { id: 'b', status: 'CANCELLED', reason: 'out_of_stock' },
          { id: 'c', status: 'CANCELLED', reason: 'out_of_stock' },
        ],
        stock: available(1),
      }),
      'order b was told that it came too late although all it wanted is left',
    ],
    [
      'an order that nobody decided',
      HEARD,
      shop({ orders: [...shop().orders.slice(0, 2), { id: 'c', status: 'PENDING' }] }),
      'order c is still PENDING',
    ],
  ])('find %s', (_case, told, afterwards, violation) =>
    expect(keepBooks(PLAN, told, afterwards).violations).toContain(violation),
  );

  it('do not blame the shop for units that came back too late', () => {
    const orders = [
      { id: 'a', status: 'CONFIRMED' },
      { id: 'b', status: 'CANCELLED', reason: 'expired' },
      { id: 'c', status: 'CANCELLED', reason: 'out_of_stock' },
    ];
    expect(keepBooks(PLAN, HEARD, shop({ orders, stock: available(1) })).violations).toEqual([]);
  });
});
