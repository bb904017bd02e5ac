import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import {
  answering,
  authorise,
  capture,
  given,
  givenProvider,
  PAY_1,
  PAY_2,
  refund,
  snapshot,
  voiding,
} from '../testing/steps.ts';

const captured = (version: number) => snapshot(version, { status: 'captured', capturedMinor: 5000 });

describe('capturing a payment', () => {
  it('takes the authorised amount and tells of it', async () => {
    const { events, store } = await given(authorise(PAY_1))
      .when(capture(PAY_1))
      .then({ kind: 'captured', paymentId: PAY_1 });

    expect(payloadsOf(events, payment.PaymentCaptured)).toEqual([
      { paymentId: PAY_1, amountMinor: 5000, currency: 'GBP' },
    ]);
    expect(events).toHaveLength(1);
    expect(store.rows(payments)[0]?.row).toEqual(captured(2));
  });

  it.each([
    { name: 'captured', before: [] },
    { name: 'refunded', before: [refund(PAY_1, 'refund-1', 5000)] },
  ])('answers as the first time when it is $name already', async ({ before }) => {
    const { events } = await given(authorise(PAY_1), capture(PAY_1), ...before)
      .when(capture(PAY_1))
      .then({ kind: 'captured', paymentId: PAY_1 });

    expect(events).toEqual([]);
  });

  it.each([
    { status: 'unknown', before: [] },
    { status: 'declined', before: [authorise(PAY_1, 50_001)] },
    { status: 'voided', before: [authorise(PAY_1), voiding(PAY_1)] },
  ])('is refused when the payment is $status', async ({ status, before }) => {
    await given(...before)
      .when(capture(PAY_1))
      .then({ kind: 'notCapturable', paymentId: PAY_1, status });
  });

  it('tells of the authorisation too when its reply was lost', async () => {
    const { events } = await givenProvider(answering(captured(2)))
      .when(capture(PAY_1))
      .then({ kind: 'captured' });

    expect(events.map(({ emit }) => emit)).toEqual([payment.PaymentAuthorised, payment.PaymentCaptured]);
  });

  it('records what the provider took, whatever we thought', async () => {
    const provider = answering(snapshot(1, { status: 'voided' }), captured(2));
    const { store } = await givenProvider(provider, voiding(PAY_1)).when(capture(PAY_1)).then({ kind: 'captured' });

    expect(store.rows(payments)[0]?.row).toEqual(captured(2));
  });

  it('stays unanswered when the provider was asked before it knew of the authorisation', () =>
    expect(
      givenProvider(answering(snapshot(1), undefined), authorise(PAY_1))
        .when(capture(PAY_1))
        .then({}),
    ).rejects.toThrow(`asked to capture payment ${PAY_1} while another call made it authorised`));

  it.each([
    { fault: 'less was captured than before', answer: snapshot(3), message: 'takes back' },
    { fault: 'another currency', answer: { ...captured(3), currency: 'EUR' }, message: 'which was in GBP' },
    { fault: 'more captured than held', answer: { ...captured(3), capturedMinor: 5001 }, message: '5001 captured' },
    { fault: 'another payment', answer: { ...captured(3), paymentId: PAY_2 }, message: `answered for ${PAY_2}` },
  ])('stays unanswered when the provider contradicts itself: $fault', ({ answer, message }) =>
    expect(
      givenProvider(answering(captured(2), answer), capture(PAY_1))
        .when(capture(PAY_1))
        .then({}),
    ).rejects.toThrow(message),
  );
});
