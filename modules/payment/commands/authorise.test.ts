import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import { answering, authorise, capture, given, givenProvider, PAY_1, snapshot, voiding } from '../testing/steps.ts';

describe('authorising a payment', () => {
  it('holds the amount and tells of it', async () => {
    const { events, store } = await given().when(authorise(PAY_1, 5000)).then({ kind: 'authorised', paymentId: PAY_1 });

    expect(payloadsOf(events, payment.PaymentAuthorised)).toEqual([
      { paymentId: PAY_1, amountMinor: 5000, currency: 'GBP' },
    ]);
    expect(store.rows(payments)[0]?.row).toEqual(snapshot(1));
  });

  it('is declined over 500.00', async () => {
    const { events } = await given()
      .when(authorise(PAY_1, 50_001))
      .then({ kind: 'declined', paymentId: PAY_1, code: 'amount_over_limit' });

    expect(payloadsOf(events, payment.PaymentDeclined)).toEqual([{ paymentId: PAY_1, code: 'amount_over_limit' }]);
    expect(events).toHaveLength(1);
  });

  it.each([
    { amount: '500.00 GBP', call: authorise(PAY_1, 50_000), kind: 'authorised' as const },
    { amount: '500 JPY', call: authorise(PAY_1, 500, 'card', 'JPY'), kind: 'authorised' as const },
    { amount: '501 JPY', call: authorise(PAY_1, 501, 'card', 'JPY'), kind: 'declined' as const },
    { amount: '500.001 KWD', call: authorise(PAY_1, 500_001, 'wallet', 'KWD'), kind: 'declined' as const },
    { amount: 'nothing', call: authorise(PAY_1, 0), kind: 'authorised' as const },
    { amount: 'less than nothing', call: authorise(PAY_1, -1), kind: 'declined' as const },
    { amount: 'a sum in no currency', call: authorise(PAY_1, 1, 'card', ''), kind: 'declined' as const },
  ])('is $kind for $amount', async ({ call, kind }) => {
    await given().when(call).then({ kind });
  });

  it('has no limit for invoices', () =>
    given()
      .when(authorise(PAY_1, 99_999_999, 'invoice'))
      .then({ kind: 'authorised' }));

  it.each([
    { name: 'authorised', before: [authorise(PAY_1)] },
    { name: 'captured', before: [authorise(PAY_1), capture(PAY_1)] },
  ])('answers as the first time when it is $name already, and tells nothing', async ({ before }) => {
    const { events } = await given(...before)
      .when(authorise(PAY_1))
      .then({ kind: 'authorised', paymentId: PAY_1 });

    expect(events).toEqual([]);
  });

  it('stays declined when it is asked again', async () => {
    const { events } = await given(authorise(PAY_1, 50_001))
      .when(authorise(PAY_1, 50_001))
      .then({ kind: 'declined', code: 'amount_over_limit' });

    expect(events).toEqual([]);
  });

  it('is refused when its void arrived before it', async () => {
    const { events } = await given(voiding(PAY_1)).when(authorise(PAY_1)).then({ kind: 'voided', paymentId: PAY_1 });

    expect(events).toEqual([]);
  });

  it('does not bring back what an answer that was overtaken says', async () => {
    const provider = answering(snapshot(2, { status: 'voided' }), snapshot(1));
    const { events, store } = await givenProvider(provider, voiding(PAY_1))
      .when(authorise(PAY_1))
      .then({ kind: 'voided' });

    expect(events).toEqual([]);
    expect(store.rows(payments)[0]?.row).toMatchObject({ status: 'voided', providerVersion: 2 });
  });
});
