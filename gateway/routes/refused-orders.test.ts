import { beforeAll, describe, expect, it } from 'vitest';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

// Nothing here changes the shop, so that one is enough.
let shop: FakeShop;
beforeAll(async () => {
  shop = await FakeShop.open();
  shop.stock.sells('unpriced', 1, 1).prices.delete('unpriced');
});

const lines = (...items: object[]) => anOrder({ items });

describe('an order that is not in order', () => {
  const line = (changes: object) => lines({ product_id: 'mug', quantity: 1, ...changes });
  const long = 'x'.repeat(201);
  it.each([
    ['no items', anOrder({ items: [] }), '/items'],
    ['no customer', { items: [{ product_id: 'mug', quantity: 1 }] }, '/customer_id'],
    ['no product', lines({ quantity: 1 }), '/items/0/product_id'],
    ['quantity 0', line({ quantity: 0 }), '/items/0/quantity'],
    ['quantity -1', line({ quantity: -1 }), '/items/0/quantity'],
    ['quantity 1.5', line({ quantity: 1.5 }), '/items/0/quantity'],
    ['quantity as text', line({ quantity: '1' }), '/items/0/quantity'],
    ['quantity null', line({ quantity: null }), '/items/0/quantity'],
    ['quantity over a million', line({ quantity: 1_000_001 }), '/items/0/quantity'],
    ['negative price', line({ price: -1 }), '/items/0/price'],
    ['negative price as text', line({ price: '-0.01' }), '/items/0/price'],
    ['price 0', line({ price: 0 }), '/items/0/price'],
    ['too many decimals', line({ price: '1.234' }), '/items/0/price'],
    ['decimals beyond the currency, if zero', line({ price: '1.000' }), '/items/0/price'],
    ['noise of floats', line({ price: 0.1 + 0.2 }), '/items/0/price'],
    ['a price in exponents', line({ price: 1e21 }), '/items/0/price'],
    ['a price that is no number', line({ price: 'free' }), '/items/0/price'],
    ['a price of another type', line({ price: true }), '/items/0/price'],
    ['negative agreed price', line({ agreed_price: -1 }), '/items/0/agreed_price'],
    ['a long id', line({ product_id: long }), '/items/0/product_id'],
    ['a control character', line({ product_id: 'a\u0000b' }), '/items/0/product_id'],
    ['half a character', line({ product_id: '\ud800' }), '/items/0/product_id'],
    ['an empty id', anOrder({ customer_id: '' }), '/customer_id'],
    ['a long customer id', anOrder({ customer_id: long }), '/customer_id'],
    ['an unknown field', anOrder({ colour: 'red' }), '/colour'],
    ['an unknown field of a line', line({ colour: 'red' }), '/items/0/colour'],
    ['an empty coupon', anOrder({ coupon: '' }), '/coupon'],
    ['a long coupon', anOrder({ coupon: long }), '/coupon'],
    ['a coupon with a control character', anOrder({ coupon: 'TEN\u0007' }), '/coupon'],
    ['an unknown way to pay', anOrder({ payment_method: 'shells' }), '/payment_method'],
    ['no object', [], ''],
  ])('refuses %s', async (_name, body, path) => {
    const answer = await shop.post('/orders', body, { 'idempotency-key': 'key' });
    const problem = answer.json();
    expect(answer.statusCode).toBe(400);
    expect(problem).toMatchObject({ code: 'invalid_request', errors: [{ path }] });
    expect(problem.detail).toContain(path);
    expect(shop.idempotency.kept.size).toBe(0);
  });

  it('counts several lines with one product together', async () => {
    const items = (...quantities: number[]) => quantities.map((quantity) => ({ product_id: 'mug', quantity }));
    const answer = await shop.post('/orders', anOrder({ items: items(400_000, 600_000, 1) }));
    expect([answer.statusCode, answer.json().errors]).toEqual([
      400,
      [{ path: '/items/2/quantity', message: 'makes more than 1000000 of one product, with the lines before it' }],
    ]);
    const other = { product_id: 'lesson', quantity: 1 };
    expect((await shop.post('/orders', anOrder({ items: [...items(400_000, 600_000), other] }))).statusCode).toBe(201);
  });

  it('names every fault, up to twenty', async () => {
    const bad = Array.from({ length: 1_000 }, () => ({ product_id: '', quantity: 0 }));
    expect((await shop.post('/orders', { items: bad })).json().errors).toHaveLength(20);
  });

  it.each([`zoë/😀 ${'x'.repeat(190)}`, '😀'.repeat(200)])(
    'takes ids of any letters, and counts characters',
    async (id) => {
      expect((await shop.post('/orders', anOrder({ customer_id: id }))).json().customer_id).toBe(id);
      const longer = anOrder({ customer_id: `${'😀'.repeat(200)}x` });
      expect((await shop.post('/orders', longer)).statusCode).toBe(400);
    },
  );

  it.each([
    ['an unknown product', line({ product_id: 'nothing' }), 404, 'unknown_product'],
    ['a total of nothing', line({ agreed_price: 0 }), 422, 'amount_not_positive'],
    ['a total beyond counting', line({ price: '9999999999999', quantity: 1_000_000 }), 422, 'amount_too_large'],
  ])('refuses %s', async (_name, body, status, code) => {
    const before = shop.checkout.begun.length;
    const answer = await shop.post('/orders', body);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code, type: `urn:holdfast:problem:${code}` });
    expect(shop.checkout.begun).toHaveLength(before);
  });

  it('says which line has an unknown product or no price', async () => {
    const unknown = lines({ product_id: 'mug', quantity: 1, price: 1 }, { product_id: 'nothing', quantity: 1 });
    expect((await shop.post('/orders', unknown)).json().errors[0].path).toBe('/items/1/product_id');
    const answer = await shop.post('/orders', lines({ product_id: 'unpriced', quantity: 1 }));
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'no_price']);
  });

  it('says that it is the items together that are worth nothing, or too much', async () => {
    for (const worth of [{ agreed_price: 0 }, { price: '9999999999999', quantity: 1_000_000 }]) {
      expect((await shop.post('/orders', line(worth))).json().errors).toMatchObject([{ path: '/items' }]);
    }
  });
});
