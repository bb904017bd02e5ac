import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { sandboxCharges } from '../tables.ts';
import { freshSandbox, PAY_1, PAY_2, PAY_3, snapshot } from '../testing/steps.ts';
import { sandboxProvider } from './sandbox-provider.ts';

const request = (paymentId: string) => ({ paymentId, amountMinor: 5000, currency: 'GBP', method: 'card' });

/** Random numbers from a list: two for every request, the first for its failure, the second for its reply. */
function drawing(...numbers: readonly number[]): () => number {
  const left = [...numbers];
  return () => left.shift() ?? 1;
}

describe('the sandbox provider', () => {
  it('settles every request of a batch on its own, in order', async () => {
    const { provider } = freshSandbox();
    await provider.authorise([request(PAY_1), request(PAY_2)]);
    const answers = await provider.refund([
      { paymentId: PAY_1, refundId: 'refund-1', amountMinor: -1 },
      { paymentId: PAY_2, refundId: 'refund-1', amountMinor: 1 },
      { paymentId: PAY_3, refundId: 'refund-1', amountMinor: 1 },
      { paymentId: 'no uuid', refundId: 'refund-1', amountMinor: 1 },
    ]);

    expect(answers).toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled', value: snapshot(1, { paymentId: PAY_2 }) },
      { status: 'fulfilled', value: undefined },
      { status: 'rejected' },
    ]);
  });

  it('does a repeated request of one batch once', async () => {
    const { provider } = freshSandbox();
    const answers = await provider.authorise([request(PAY_1), request(PAY_1)]);

    expect(answers).toEqual([
      { status: 'fulfilled', value: snapshot(1) },
      { status: 'fulfilled', value: snapshot(1) },
    ]);
  });

  it('has done nothing where it failed, and its work where only the reply was lost', async () => {
    const { provider, ledger } = freshSandbox({
      random: drawing(0, 1, 1, 0, 1, 1),
      failureRate: 0.5,
      lostReplyRate: 0.5,
    });
    const answers = await provider.authorise([PAY_1, PAY_2, PAY_3].map(request));

    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(ledger.rows(sandboxCharges).map(({ row }) => row.paymentId)).toEqual([PAY_2, PAY_3]);
  });

  it('takes its time', async () => {
    const clock = new FakeClock();
    const { ledger } = freshSandbox();
    const provider = sandboxProvider({ store: ledger, clock, random: () => 0.5, latencyMs: 80 });
    const answered = provider.authorise([request(PAY_1)]);
    clock.advance(79);
    expect(ledger.rows(sandboxCharges)).toEqual([]);
    clock.advance(1);

    expect(await answered).toMatchObject([{ status: 'fulfilled' }]);
  });

  it('shows its ledger in order of id, a page at a time', async () => {
    const { provider } = freshSandbox();
    await provider.authorise([PAY_3, PAY_1, PAY_2].map(request));
    const ids = async (after: string | undefined) =>
      (await provider.charges(after, 2)).map(({ paymentId }) => paymentId);

    expect(await ids(undefined)).toEqual([PAY_1, PAY_2]);
    expect(await ids(PAY_2)).toEqual([PAY_3]);
  });
});
