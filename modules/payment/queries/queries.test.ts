import { describe, expect, it } from 'vitest';
import type { Reader } from '../../../platform/rpc/module.ts';
import { payment } from '../contract.ts';
import type { Snapshot } from '../domain/charge.ts';
import { authorise, capture, given, PAY_1, PAY_2, snapshot } from '../testing/steps.ts';
import { auditPayments } from './audit-payments.ts';
import { paymentView } from './payment-view.ts';

const row = (paymentId: string) => ({
  payment_id: paymentId,
  status: 'authorised',
  method: 'card',
  currency: 'GBP',
  authorised_minor: 5000,
  captured_minor: 0,
  refunded_minor: 0,
  decline_code: '',
  version: 1,
});
const view = (paymentId: string) => paymentView(snapshot(1, { paymentId }), 1);

/** Both sides of the audit over these ids, as the two systems would page them. */
function audit(ours: readonly string[], theirs: readonly string[]) {
  const after = (ids: readonly string[], from: string | null | undefined, limit: number) =>
    ids.filter((id) => from === null || from === undefined || id > from).slice(0, limit);
  const reader: Reader = {
    query: async <Row>(_text: string, values: readonly unknown[] = []) =>
      after(ours, values[0] as string | null, values[1] as number).map(row) as Row[],
  };
  const provider = {
    charges: async (from: string | undefined, limit: number): Promise<readonly Snapshot[]> =>
      after(theirs, from, limit).map((paymentId) => snapshot(1, { paymentId })),
  };
  return (afterPaymentId: string, limit: number) => auditPayments(provider).run(reader, { afterPaymentId, limit });
}

describe('asking for payments', () => {
  it('tells of those that are known, each once', () =>
    given(authorise(PAY_1), capture(PAY_1))
      .when(payment.getPayments({ paymentIds: [PAY_1, PAY_2, PAY_1] }))
      .then({ payments: [paymentView(snapshot(2, { status: 'captured', capturedMinor: 5000 }), 2)] }));
});

describe('auditing payments', () => {
  it('sets ours beside theirs, and shows what either side lacks', async () => {
    expect(await audit(['a', 'b'], ['b', 'c'])('', 10)).toEqual({
      payments: [
        { paymentId: 'a', ours: view('a'), theirs: undefined },
        { paymentId: 'b', ours: view('b'), theirs: view('b') },
        { paymentId: 'c', ours: undefined, theirs: view('c') },
      ],
      more: false,
    });
  });

  it('loses nothing between pages', async () => {
    const page = audit(['a', 'c', 'e'], ['b', 'd', 'e']);
    const seen: string[] = [];
    for (let more = true; more; ) {
      const answer = (await page(seen.at(-1) ?? '', 2)) as { payments: { paymentId: string }[]; more: boolean };
      seen.push(...answer.payments.map(({ paymentId }) => paymentId));
      more = answer.more;
    }

    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
