import { describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';
import { listedDocument, placedDocument } from './documents.ts';

describe('the answer to an order that was placed before', () => {
  it('tells what was placed, and not what the repeated request would cost now', () => {
    const line = { productId: 'lamp', sku: 'LAMP', name: 'Lamp', quantity: 3, stocked: true };
    const order = { orderId: 'o-1', customerId: 'cust-1', currency: 'GBP', paymentMethod: 'card' as const };
    const quotedNow = { ...order, totalMinor: 90_003, lines: [{ ...line, unitPriceMinor: 30_001, agreed: false }] };
    const placedBefore = { ...order, totalMinor: 90_153, lines: [{ ...line, unitPriceMinor: 30_051 }] };
    const begun = { orderId: 'o-1', sagaId: 'o-1', placedAtMs: 0, placedBefore };
    expect(placedDocument(quotedNow, begun)).toMatchObject({
      total: { amount: '901.53' },
      items: [{ unit_price: { amount: '300.51' }, subtotal: { amount: '901.53' } }],
    });
  });
});

describe('an order whose payment was let go before it was asked for', () => {
  it('is shown without one, as the list shows it, under the tag of an order without one', async () => {
    const shop = await FakeShop.open();
    const { id } = (await shop.post('/orders', anOrder({ payment_method: 'cash_on_delivery' }))).json();
    const unpaid = await shop.get(`/orders/${id}`);
    const nothing = { authorisedMinor: 0, capturedMinor: 0, refundedMinor: 0, declineCode: '' };
    const tombstone = { paymentId: id, status: 'voided', method: '', currency: '', ...nothing, version: 1 };
    shop.checkout.payments.set(id, tombstone);
    const answer = await shop.get(`/orders/${id}`);
    expect(answer.json().payment).toMatchObject({ method: 'cash_on_delivery', status: 'none' });
    expect(answer.headers.etag).toBe(unpaid.headers.etag);

    const order = present(shop.checkout.orders.get(id), id);
    const lines = order.lines.map((line) => ({ ...line, subtotalMinor: line.unitPriceMinor * line.quantity }));
    const told = { ...order, lines, itemCount: 1, payment: { status: 'none', ...nothing } };
    expect(listedDocument(told)).toEqual(answer.json());
  });
});
