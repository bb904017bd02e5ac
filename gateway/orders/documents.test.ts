import { describe, expect, it } from 'vitest';
import { placedDocument } from './documents.ts';

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
