import { beforeEach, describe, expect, it } from 'vitest';
import { promotion } from '../../modules/promotion/contract.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
  shop.coupons.knows('POUND');
});

const discounted = {
  coupon: 'POUND',
  discount: { amount: '1.00', currency: 'GBP' },
  total: { amount: '6.95', currency: 'GBP' },
};

describe('an order with a coupon', () => {
  it('costs what is left after the discount, and shows both', async () => {
    const placed = await shop.post('/orders', anOrder({ coupon: 'pound' }));
    expect(placed.statusCode).toBe(201);
    expect(placed.json()).toMatchObject({ status: 'PENDING', ...discounted });
    expect(shop.checkout.begun[0]).toMatchObject({
      totalMinor: 695,
      coupon: { code: 'POUND', discountMinor: 100 },
    });
    expect((await shop.get(`/orders/${placed.json().id}`)).json()).toMatchObject(discounted);
  });

  it('is placed with one that is no good too: its checkout decides', async () => {
    const placed = await shop.post('/orders', anOrder({ coupon: 'nothing' }));
    expect(placed.statusCode).toBe(201);
    expect(placed.json()).toMatchObject({
      coupon: 'NOTHING',
      discount: { amount: '0.00' },
      total: { amount: '7.95' },
    });
    expect(shop.checkout.begun[0]?.coupon).toEqual({ code: 'NOTHING', discountMinor: 0 });
  });

  it('may cost nothing in the end', async () => {
    shop.doors.on(promotion.quoteCoupon, ({ code, goodsMinor }) => ({ code, discountMinor: goodsMinor }));
    const placed = await shop.post('/orders', anOrder({ coupon: 'ALL' }));
    expect([placed.statusCode, placed.json().total.amount]).toEqual([201, '0.00']);
  });

  it('is not placed while nobody knows what the coupon is worth', async () => {
    shop.doors.fails(promotion.quoteCoupon, new Unanswered('promotion', 'gone'));
    expect((await shop.post('/orders', anOrder({ coupon: 'POUND' }))).statusCode).toBe(503);
    expect(shop.checkout.begun).toEqual([]);
  });

  it('can come from a cart', async () => {
    const url = `/carts/${(await shop.post('/carts')).json().id}`;
    await shop.post(`${url}/items`, { product_id: 'mug', quantity: 1 });
    const placed = await shop.post(`${url}/checkout`, { customer_id: 'ann', coupon: 'Pound' });
    expect([placed.statusCode, placed.json()]).toMatchObject([201, discounted]);
  });
});

describe('an order without a coupon', () => {
  it('asks nobody about coupons, and says nothing of them', async () => {
    const placed = (await shop.post('/orders', anOrder())).json();
    expect([placed.coupon, placed.discount]).toEqual([undefined, undefined]);
    expect(shop.doors.count(promotion.quoteCoupon)).toBe(0);
  });
});
