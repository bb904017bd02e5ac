import { describe, expect, it } from 'vitest';
import { askToCancel, cancel, confirm, type PlacedOrder, place, wasConfirmed } from './order.ts';

const line = { productId: 'mug', sku: 'MUG', name: 'Mug', quantity: 2, unitPriceMinor: 500, stocked: true };
const wanted: PlacedOrder = {
  orderId: 'order-1',
  sagaId: 'saga-1',
  customerId: 'ann',
  currency: 'GBP',
  totalMinor: 1000,
  paymentMethod: 'card',
  coupon: '',
  discountMinor: 0,
  storeCreditMinor: 0,
  lines: [line],
};
const placed = place(wanted, 1_000);
const settled = { reservedAtMs: 1_010, paidAtMs: 1_020, nowMs: 1_030 };

describe('an order', () => {
  it('begins PENDING', () => {
    expect(placed).toMatchObject({ status: 'PENDING', reason: '', timeline: [{ status: 'PENDING', atMs: 1_000 }] });
  });

  it('keeps of its lines what the contract names, and no more', () => {
    const order = place({ ...wanted, lines: [{ ...line, ...{ agreed: true } }] }, 1_000);
    expect(order.lines).toEqual([line]);
  });

  it.each([
    [{ lines: [] }, 'has no lines'],
    [{ totalMinor: -1 }, 'has a total of -1'],
    [{ totalMinor: 0.5 }, 'has a total of 0.5'],
    [{ discountMinor: -1 }, 'has a discount of -1'],
  ])('does not begin with %o', (change, complaint) => {
    expect(() => place({ ...wanted, ...change }, 1_000)).toThrow(complaint);
  });

  it('tells of every status on its way to CONFIRMED', () => {
    expect(confirm(placed, settled).timeline).toEqual([
      { status: 'PENDING', atMs: 1_000 },
      { status: 'RESERVED', atMs: 1_010 },
      { status: 'PAID', atMs: 1_020 },
      { status: 'CONFIRMED', atMs: 1_030 },
    ]);
  });

  it('never turns its timeline back, whatever the clocks say', () => {
    const { timeline } = confirm(placed, { reservedAtMs: 900, paidAtMs: 1_020, nowMs: 1_010 });
    expect(timeline.map(({ atMs }) => atMs)).toEqual([1_000, 1_000, 1_020, 1_020]);
  });

  it('is over once it is cancelled', () => {
    const cancelled = cancel(placed, 'expired', 2_000);
    expect(cancelled).toMatchObject({ status: 'CANCELLED', reason: 'expired' });
    expect(() => confirm(cancelled, settled)).toThrow('is CANCELLED and cannot become RESERVED');
    expect(() => cancel(cancelled, 'expired', 3_000)).toThrow('is CANCELLED and cannot become CANCELLED');
  });

  it('is not cancelled without a reason', () => {
    expect(() => cancel(placed, '', 2_000)).toThrow('without a reason');
    expect(() => askToCancel(placed, '', 'please')).toThrow('needs a reason');
  });

  it('has nothing under way once it is cancelled', () => {
    const asked = askToCancel(confirm(placed, settled), 'cancelled_by_customer', 'too big');
    expect(asked).toMatchObject({
      status: 'CONFIRMED',
      cancellationRequested: 'cancelled_by_customer',
      note: 'too big',
    });
    const cancelled = cancel(asked, asked.cancellationRequested, 2_000);
    expect(cancelled).toMatchObject({ reason: 'cancelled_by_customer', cancellationRequested: '', note: 'too big' });
  });

  it('was confirmed even after it has been cancelled', () => {
    expect(wasConfirmed(placed)).toBe(false);
    expect(wasConfirmed(cancel(placed, 'expired', 2_000))).toBe(false);
    expect(wasConfirmed(cancel(confirm(placed, settled), 'expired', 2_000))).toBe(true);
  });
});
