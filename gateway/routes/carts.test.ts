import { beforeEach, describe, expect, it } from 'vitest';
import { pricing } from '../../modules/pricing/contract.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { OrderWithdrawn } from '../../processes/checkout/door.ts';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
let url: string;
beforeEach(async () => {
  shop = await FakeShop.open();
  url = (await shop.post('/carts', {})).headers.location as string;
});

const mugs = (quantity: number) => ({ product_id: 'mug', quantity });
const buyer = { customer_id: 'cust_1' };

describe('a cart', () => {
  it('starts empty', async () => {
    const answer = await shop.post('/carts');
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ id: expect.any(String), items: [], total: { amount: '0.00', currency: 'GBP' } });
    expect((await shop.get(answer.headers.location as string)).json()).toEqual(answer.json());
  });

  it('is priced anew on every answer', async () => {
    const added = await shop.post(`${url}/items`, mugs(2));
    const item = { product_id: 'mug', sku: 'SKU-mug', name: 'The mug', quantity: 2 };
    const money = (amount: string) => ({ amount, currency: 'GBP' });
    expect(added.statusCode).toBe(200);
    expect(added.json()).toMatchObject({
      items: [{ ...item, unit_price: money('7.95'), subtotal: money('15.90') }],
      total: money('15.90'),
    });
    shop.stock.sells('mug', 800, 1);
    expect((await shop.get(url)).json().total).toEqual(money('16.00'));
    shop.stock.prices.delete('mug');
    expect((await shop.get(url)).json()).toMatchObject({ items: [item], total: money('0.00') });
  });

  it('adds to, changes and removes what it has', async () => {
    await shop.post(`${url}/items`, mugs(2));
    expect((await shop.post(`${url}/items`, mugs(3))).json().items[0].quantity).toBe(5);
    const changed = await shop.inject({ method: 'PATCH', url: `${url}/items/mug`, payload: { quantity: 1 } });
    expect([changed.statusCode, changed.json().items[0].quantity]).toEqual([200, 1]);
    const removed = await shop.inject({ method: 'DELETE', url: `${url}/items/mug` });
    expect([removed.statusCode, removed.json().items]).toEqual([200, []]);
    expect((await shop.inject({ method: 'DELETE', url: `${url}/items/mug` })).statusCode).toBe(404);
  });

  it.each(['"1"', undefined])('is changed once by a key whose answers were lost, If-Match being %s', async (seen) => {
    const headers = { 'idempotency-key': 'key', ...(seen === undefined ? {} : { 'if-match': seen }) };
    shop.doors.fails(pricing.getPrices, new Unanswered('pricing', 'away'));
    for (const _ of [1, 2, 3]) expect((await shop.post(`${url}/items`, mugs(2), headers)).statusCode).toBe(503);
    shop.doors.fails(pricing.getPrices);
    const added = await shop.post(`${url}/items`, mugs(2), headers);
    expect([added.statusCode, added.json().items[0].quantity]).toEqual([200, 2]);

    const removing = { method: 'DELETE', url: `${url}/items/mug`, headers: { 'idempotency-key': 'other' } } as const;
    await shop.post(`${url}/items`, { product_id: 'prod_1', quantity: 1 });
    shop.doors.fails(pricing.getPrices, new Unanswered('pricing', 'away'));
    expect((await shop.inject(removing)).statusCode).toBe(503);
    shop.doors.fails(pricing.getPrices);
    const removed = await shop.inject(removing);
    expect([removed.statusCode, removed.json().items.length]).toEqual([200, 1]);
  });

  it('is shown, and can be made smaller, where it is worth more than an order can be', async () => {
    shop.stock.sells('mug', 9_000_000_000_000_001, 1);
    const added = await shop.post(`${url}/items`, mugs(500));
    expect([added.statusCode, added.json().total]).toEqual([200, { amount: '45000000000000005.00', currency: 'GBP' }]);
    expect((await shop.get(url)).json().items[0].subtotal.amount).toBe('45000000000000005.00');
    expect((await shop.inject({ method: 'DELETE', url: `${url}/items/mug` })).json().total.amount).toBe('0.00');
  });

  it('refuses what is not there, too much and malformed', async () => {
    const status = async (path: string, payload: object) => (await shop.post(path, payload)).statusCode;
    expect(await status(`${url}/items`, { product_id: 'kettle', quantity: 1 })).toBe(404);
    expect(await status('/carts/00000000-0000-7000-8000-999999999999/items', mugs(1))).toBe(404);
    expect(await status('/carts/nothing/items', mugs(1))).toBe(404);
    expect(await status(`${url}/items`, mugs(501))).toBe(422);
    expect(await status(`${url}/items`, mugs(0))).toBe(400);
    expect(await status(`${url}/items`, { ...mugs(1), price: 1 })).toBe(400);
    expect(await status('/carts', { items: [] })).toBe(400);
    expect((await shop.get('/carts/nothing')).statusCode).toBe(404);
  });

  it('is changed only as it was seen, where the caller cares', async () => {
    const { etag = '' } = (await shop.get(url)).headers;
    expect((await shop.post(`${url}/items`, mugs(1), { 'if-match': etag })).statusCode).toBe(200);
    const late = await shop.post(`${url}/items`, mugs(1), { 'if-match': etag });
    expect([late.statusCode, late.json().code]).toEqual([412, 'version_mismatch']);
    for (const header of ['"x"', 'W/"2"', '"0"']) {
      expect((await shop.post(`${url}/items`, mugs(1), { 'if-match': header })).statusCode).toBe(412);
    }
    expect((await shop.post(`${url}/items`, mugs(1), { 'if-match': '*' })).statusCode).toBe(200);
    const { etag: current } = (await shop.get(url)).headers;
    const several = await shop.post(`${url}/items`, mugs(1), { 'if-match': `${etag}, ${current}` });
    expect(several.statusCode).toBe(200);
  });
});

describe('checking a cart out', () => {
  it('places its order', async () => {
    await shop.post(`${url}/items`, mugs(2));
    const answer = await shop.post(`${url}/checkout`, { ...buyer, payment_method: 'wallet' });
    expect(answer.statusCode).toBe(201);
    const order = answer.json();
    expect(order).toMatchObject({ status: 'PENDING', customer_id: 'cust_1', total: { amount: '15.90' } });
    expect(answer.headers.location).toBe(`/v1/orders/${order.id}`);
    expect((await shop.get(url)).json().order_id).toBe(order.id);
    expect(shop.checkout.begun[0]?.paymentMethod).toBe('wallet');
  });

  it('happens once', async () => {
    await shop.post(`${url}/items`, mugs(2));
    const { id } = (await shop.post(`${url}/checkout`, buyer)).json();
    const again = await shop.post(`${url}/checkout`, buyer);
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'cart_checked_out', order_id: id });
    expect((await shop.post(`${url}/items`, mugs(1))).json()).toMatchObject({ status: 409, order_id: id });
    expect(shop.checkout.begun).toHaveLength(1);
  });

  it('begins the order that a crash kept from beginning, under its id', async () => {
    await shop.post(`${url}/items`, mugs(2));
    shop.checkout.failure = { error: new Error('crash'), placed: false };
    const { order_id: orderId } = (await shop.post(`${url}/checkout`, buyer)).json();
    shop.checkout.failure = undefined;
    const answer = await shop.post(`${url}/checkout`, buyer);
    expect([answer.statusCode, answer.json().id]).toEqual([201, orderId]);
  });

  it('is there for another order where the one that it became was withdrawn before it was placed', async () => {
    await shop.post(`${url}/items`, mugs(2));
    shop.checkout.failure = { error: new OrderWithdrawn('x'), placed: false };
    const withdrawn = await shop.post(`${url}/checkout`, buyer, { 'idempotency-key': 'first' });
    expect([withdrawn.statusCode, withdrawn.json().code]).toEqual([410, 'order_withdrawn']);
    shop.checkout.failure = undefined;
    const answer = await shop.post(`${url}/checkout`, buyer, { 'idempotency-key': 'second' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().id).not.toBe(withdrawn.json().order_id);
  });

  it('is one order, and told to one as theirs, when two begin what a crash kept from beginning', async () => {
    await shop.post(`${url}/items`, mugs(2));
    shop.checkout.failure = { error: new Error('crash'), placed: false };
    await shop.post(`${url}/checkout`, buyer);
    shop.checkout.failure = undefined;
    const answers = await Promise.all(
      ['ann', 'bob'].map((customer_id) =>
        shop.post(`${url}/checkout`, { customer_id }, { 'idempotency-key': customer_id }),
      ),
    );
    expect(shop.checkout.orders.size).toBe(1);
    const [order] = shop.checkout.orders.values();
    const told = answers.filter(({ statusCode }) => statusCode === 201).map((answer) => answer.json());
    expect(told).toMatchObject([{ id: order?.orderId, customer_id: order?.customerId }]);
    expect(answers.find(({ statusCode }) => statusCode !== 201)?.json()).toMatchObject({
      code: 'cart_checked_out',
      order_id: order?.orderId,
    });
  });

  it('orders what its caller saw, or nothing', async () => {
    const { etag = '' } = (await shop.post(`${url}/items`, mugs(1))).headers;
    await shop.inject({ method: 'PATCH', url: `${url}/items/mug`, payload: { quantity: 7 } });
    const late = await shop.post(`${url}/checkout`, buyer, { 'if-match': etag });
    expect([late.statusCode, shop.checkout.begun.length]).toEqual([412, 0]);
  });

  it('answers the order again to the key whose answer was lost', async () => {
    const key = { 'idempotency-key': 'key' };
    await shop.post(`${url}/items`, mugs(2));
    shop.checkout.failure = { error: new Error('lost'), placed: true };
    const { order_id: orderId } = (await shop.post(`${url}/checkout`, buyer, key)).json();
    shop.checkout.failure = undefined;
    const answer = await shop.post(`${url}/checkout`, buyer, key);
    expect([answer.statusCode, answer.json().id, answer.headers.location]).toEqual([
      201,
      orderId,
      `/v1/orders/${orderId}`,
    ]);
  });

  it('waits when asked to', async () => {
    await shop.post(`${url}/items`, mugs(1));
    expect((await shop.post(`${url}/checkout`, buyer, { prefer: 'wait=3' })).json().status).toBe('CONFIRMED');
  });

  it('refuses what cannot be ordered and leaves the cart open', async () => {
    expect((await shop.post(`${url}/checkout`, buyer)).json()).toMatchObject({ status: 422, code: 'cart_empty' });
    await shop.post(`${url}/items`, mugs(1));
    expect((await shop.post(`${url}/checkout`, { ...buyer, coupon: '' })).json().errors[0].path).toBe('/coupon');
    expect((await shop.post(`${url}/checkout`, {})).statusCode).toBe(400);
    expect((await shop.post(`${url}/checkout`, buyer, { 'if-match': '"1"' })).statusCode).toBe(412);
    expect((await shop.post('/carts/nothing/checkout', buyer)).statusCode).toBe(404);
    shop.stock.prices.delete('mug');
    expect((await shop.post(`${url}/checkout`, buyer)).json().code).toBe('no_price');
    expect((await shop.get(url)).json().order_id).toBeUndefined();
  });
});
