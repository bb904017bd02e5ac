import { expect, it } from 'vitest';
import type { Order } from '../../web/gen/http-types.ts';
import { ordersCsv } from './orders-csv.ts';

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

const ORDER: Order = {
  id: 'order-1',
  status: 'CONFIRMED',
  saga_id: 'saga-1',
  customer_id: 'ann',
  items: [
    { product_id: 'p1', sku: 'MUG', name: 'Mug', quantity: 2, unit_price: gbp('5.00'), subtotal: gbp('10.00') },
    { product_id: 'p2', sku: 'A,B', name: 'Odd', quantity: 1, unit_price: gbp('2.50'), subtotal: gbp('2.50') },
  ],
  item_count: 3,
  total: gbp('12.50'),
  payment: {
    method: 'card',
    status: 'captured',
    authorised: gbp('12.50'),
    captured: gbp('12.50'),
    refunded: gbp('0.00'),
  },
  created_at: '2026-11-29T23:13:11.000Z',
};

const linesOf = (...orders: readonly Order[]): string[] => ordersCsv(orders).split('\r\n');

it('is a line of names, and a line of each order', () => {
  expect(linesOf(ORDER)).toEqual([
    'order,placed,status,reason,customer,items,units,coupon,discount,total,currency,payment,captured,refunded,saga',
    'order-1,2026-11-29T23:13:11.000Z,CONFIRMED,,ann,"2 x MUG; 1 x A,B",3,,,12.50,GBP,captured,12.50,0.00,saga-1',
    '',
  ]);
});

it('leaves empty what an order does not have', () => {
  const { payment: _none, ...unpaid } = ORDER;
  expect(linesOf({ ...unpaid, status: 'CANCELLED', reason: 'out_of_stock' })[1]).toMatch(
    /,CANCELLED,out_of_stock,.*,GBP,,,,saga-1$/,
  );
});

it.each(['=1+1', '+44', '-1', '@sum', '\t=1'])('gives a spreadsheet no formula: %j', (customer_id) => {
  expect(linesOf({ ...ORDER, customer_id })[1]).toContain(`,'${customer_id},`);
});
