import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import { authorise, capture, given, PAY_1, refund, voiding } from '../testing/steps.ts';

describe('voiding a payment', () => {
  it('lets the held amount go and tells of it', async () => {
    const { events } = await given(authorise(PAY_1)).when(voiding(PAY_1)).then({ kind: 'voided', paymentId: PAY_1 });

    expect(payloadsOf(events, payment.PaymentVoided)).toEqual([{ paymentId: PAY_1 }]);
    expect(events).toHaveLength(1);
  });

  it('tells once, however often it is asked', async () => {
    const { events } = await given(authorise(PAY_1), voiding(PAY_1))
      .when(voiding(PAY_1))
      .then({ kind: 'voided', paymentId: PAY_1 });

    expect(events).toEqual([]);
  });

  it('leaves a tombstone, and tells nothing, when the payment is not there yet', async () => {
    const { events, store } = await given().when(voiding(PAY_1)).then({ kind: 'voided', paymentId: PAY_1 });

    expect(events).toEqual([]);
    expect(store.rows(payments)[0]?.row).toMatchObject({ paymentId: PAY_1, status: 'voided', authorisedMinor: 0 });
  });

  it('leaves a declined payment declined, since nothing is held', async () => {
    const { events, store } = await given(authorise(PAY_1, 50_001)).when(voiding(PAY_1)).then({ kind: 'voided' });

    expect(events).toEqual([]);
    expect(store.rows(payments)[0]?.row.status).toBe('declined');
  });

  it.each([
    { status: 'captured', before: [] },
    { status: 'refunded', before: [refund(PAY_1, 'refund-1', 5000)] },
  ])('is refused once the money is $status', async ({ status, before }) => {
    await given(authorise(PAY_1), capture(PAY_1), ...before)
      .when(voiding(PAY_1))
      .then({ kind: 'notVoidable', paymentId: PAY_1, status });
  });
});
