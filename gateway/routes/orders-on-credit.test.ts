import { beforeEach, describe, expect, it } from 'vitest';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

describe('an order that the wallet pays', () => {
  const gbp = (amount: string) => ({ amount, currency: 'GBP' });

  it.each([
    [{ payment_method: 'wallet' }, 795],
    [{ store_credit: '3.00' }, 300],
    [{ store_credit: 3, payment_method: 'bank_transfer' }, 300],
    [{ store_credit: '100.00' }, 795],
    [{}, 0],
  ])('%j takes %i from it', async (terms, storeCreditMinor) => {
    expect((await shop.post('/orders', anOrder(terms))).statusCode).toBe(201);
    expect(shop.checkout.begun[0]).toMatchObject({ totalMinor: 795, storeCreditMinor });
  });

  it.each([
    { store_credit: '0.00' },
    { store_credit: '-1' },
    { store_credit: '1.005' },
    { store_credit: '1.00', payment_method: 'wallet' },
  ])('is refused with %j', async (terms) => {
    const answer = await shop.post('/orders', anOrder(terms));
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([400, '/store_credit']);
    expect(shop.checkout.begun).toEqual([]);
  });

  it('shows which part was whose', async () => {
    const wait = { prefer: 'wait=5' };
    const part = (await shop.post('/orders', anOrder({ store_credit: 3 }), wait)).json();
    expect(part.payment).toMatchObject({
      status: 'captured',
      captured: gbp('7.95'),
      refunded: gbp('0.00'),
      store_credit: { taken: gbp('3.00'), returned: gbp('0.00') },
    });
    const whole = (await shop.post('/orders', anOrder({ payment_method: 'wallet' }), wait)).json();
    expect(whole.payment).toMatchObject({ method: 'wallet', status: 'captured', captured: gbp('7.95') });
    shop.checkout.move(whole.id, 'CANCELLED', 'cancelled_by_customer');
    expect((await shop.get(`/orders/${whole.id}`)).json().payment).toMatchObject({
      status: 'refunded',
      refunded: gbp('7.95'),
      store_credit: { taken: gbp('7.95'), returned: gbp('7.95') },
    });
  });

  it('from a cart is the same', async () => {
    const { id } = (await shop.post('/carts', {})).json();
    await shop.post(`/carts/${id}/items`, { product_id: 'mug', quantity: 1 });
    const refused = await shop.post(`/carts/${id}/checkout`, { customer_id: 'ann', store_credit: 0 });
    expect(refused.statusCode).toBe(400);
    expect((await shop.post(`/carts/${id}/checkout`, { customer_id: 'ann', store_credit: 3 })).statusCode).toBe(201);
    expect(shop.checkout.begun).toMatchObject([{ totalMinor: 795, storeCreditMinor: 300 }]);
  });
});
