import { expect, it } from 'vitest';
import { FakeShop } from './testing/fake-shop.ts';

// What is said of a fault is a sentence that somebody can act on.

const ITEM = { product_id: 'mug', quantity: 1 };
const ORDER = { customer_id: 'ann', items: [ITEM] };

it.each([
  ['/sales/1/orders', { customer_id: 'ann', quantity: 1, ticket: '' }, '/ticket must have 1 to 2000 characters.'],
  ['/admin/rebuild-projections', { view: 'x'.repeat(201) }, '/view must have 0 to 200 characters.'],
  ['/wallets', { customer_id: 'ann', currency: 'gbp' }, '/currency must be a currency of ISO 4217, such as GBP.'],
  ['/wallets', { customer_id: 'ann', currency: 'XYZ' }, '/currency must be a currency of ISO 4217, such as GBP.'],
  ['/orders', { ...ORDER, store_credit: '1e2' }, '/store_credit must be an amount as a decimal string or a number.'],
  [
    '/orders',
    { ...ORDER, coupon: '' },
    '/coupon must be 1 to 200 characters, none of them a control character, in any case.',
  ],
  ['/orders', { ...ORDER, payment_method: 'gold' }, /^\/payment_method must be one of card, /],
  ['/orders', { ...ORDER, items: [] }, '/items must have at least one entry.'],
  ['/orders', { ...ORDER, items: [{ ...ITEM, quantity: 1.5 }] }, '/items/0/quantity must be an integer.'],
  [
    '/orders',
    { ...ORDER, customer_id: '.' },
    /^\/customer_id must be 1 to 200 characters, .*neither "\." nor "\.\."\.$/,
  ],
])('%s is told of its fault: %o', async (path, body, detail) => {
  const shop = await FakeShop.open();
  const answer = await shop.post(path, body);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().detail).toMatch(detail);
});

it('is told that a change has nothing in it', async () => {
  const shop = await FakeShop.open();
  const answer = await shop.inject({ method: 'PATCH', url: '/coupons/WELCOME10', payload: {} });
  expect(answer.json().detail).toBe('The body must have at least one field.');
});
