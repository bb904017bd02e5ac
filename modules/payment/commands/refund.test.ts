import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import { answering, authorise, capture, given, givenProvider, PAY_1, refund, snapshot } from '../testing/steps.ts';

const PAID = [authorise(PAY_1, 5000), capture(PAY_1)];

describe('refunding a payment', () => {
  it.each([
    { amountMinor: 2000, status: 'partially_refunded' },
    { amountMinor: 5000, status: 'refunded' },
  ])('gives $amountMinor of 5000 back and tells of it: $status', async ({ amountMinor, status }) => {
    const { events, store } = await given(...PAID)
      .when(refund(PAY_1, 'refund-1', amountMinor))
      .then({ kind: 'refunded', paymentId: PAY_1 });

    expect(payloadsOf(events, payment.PaymentRefunded)).toEqual([
      { paymentId: PAY_1, refundId: 'refund-1', amountMinor, currency: 'GBP' },
    ]);
    expect(store.rows(payments)[0]?.row).toMatchObject({ status, refundedMinor: amountMinor });
  });

  it('gives nothing back twice', async () => {
    const { events, store } = await given(...PAID, refund(PAY_1, 'refund-1', 2000))
      .when(refund(PAY_1, 'refund-1', 2000))
      .then({ kind: 'refunded', paymentId: PAY_1 });

    expect(events).toEqual([]);
    expect(store.rows(payments)[0]?.row.refundedMinor).toBe(2000);
  });

  it('tells of a second refund alone', async () => {
    const { events, store } = await given(...PAID, refund(PAY_1, 'refund-1', 2000))
      .when(refund(PAY_1, 'refund-2', 3000))
      .then({ kind: 'refunded', paymentId: PAY_1 });

    expect(payloadsOf(events, payment.PaymentRefunded)).toMatchObject([{ refundId: 'refund-2', amountMinor: 3000 }]);
    expect(store.rows(payments)[0]?.row).toMatchObject({ status: 'refunded', refundedMinor: 5000 });
  });

  it('does not give back more than was taken', () =>
    given(...PAID, refund(PAY_1, 'refund-1', 2000))
      .when(refund(PAY_1, 'refund-2', 3001))
      .then({ kind: 'exceedsCaptured', paymentId: PAY_1, capturedMinor: 5000, refundedMinor: 2000 }));

  it.each([
    { status: 'unknown', before: [] },
    { status: 'authorised', before: [authorise(PAY_1)] },
    { status: 'declined', before: [authorise(PAY_1, 50_001)] },
  ])('is refused when the payment is $status', async ({ status, before }) => {
    await given(...before)
      .when(refund(PAY_1, 'refund-1', 1))
      .then({ kind: 'notRefundable', paymentId: PAY_1, status });
  });

  it('gives back all of an order that cost nothing', () =>
    given(authorise(PAY_1, 0), capture(PAY_1))
      .when(refund(PAY_1, 'refund-1', 0))
      .then({ kind: 'refunded' }));

  it('fails, and changes nothing, for a negative amount', () =>
    expect(
      given(...PAID)
        .when(refund(PAY_1, 'refund-1', -1))
        .then({}),
    ).rejects.toThrow(`-1 of payment ${PAY_1} cannot be refunded`));

  it('stays unanswered when the provider was asked before it had taken the money', () => {
    const captured = snapshot(2, { status: 'captured', capturedMinor: 5000 });
    return expect(
      givenProvider(answering(captured, snapshot(1)), capture(PAY_1))
        .when(refund(PAY_1, 'refund-1', 1))
        .then({}),
    ).rejects.toThrow(`asked to refund payment ${PAY_1} while another call made it captured`);
  });
});
