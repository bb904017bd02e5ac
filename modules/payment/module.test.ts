import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { type CommandHistory, histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { type PaymentProvider, paymentModule } from './module.ts';
import { payments, sandboxCharges } from './tables.ts';
import { paymentFieldValues } from './testing/field-values.ts';
import { authorise, freshSandbox, PAY_1, PAY_2, PAY_3 } from './testing/steps.ts';

const anyHistory = histories(paymentModule(freshSandbox()), paymentFieldValues);

/** What happens between us and the provider. */
interface Trouble {
  /** So many requests are sent at once. */
  readonly together: number;
  /** 0 makes a request fail or lose its reply, 1 lets it pass. Afterwards everything passes. */
  readonly draws: readonly number[];
  /** For how many turns of the event loop each answer is on its way. */
  readonly detours: readonly number[];
}

const anyTrouble: fc.Arbitrary<Trouble> = fc.record({
  together: fc.integer({ min: 1, max: 12 }),
  draws: fc.array(fc.constantFrom(0, 1, 1, 1), { maxLength: 100 }),
  detours: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 }),
});

/** A provider whose answers overtake each other. */
function detoured(provider: PaymentProvider, detours: readonly number[]): PaymentProvider {
  const left = [...detours];
  const arriving = async <T>(answer: Promise<T>): Promise<T> => {
    const answered = await answer;
    for (let turns = left.shift() ?? 0; turns > 0; turns--) await setImmediate();
    return answered;
  };
  return {
    authorise: (requests) => arriving(provider.authorise(requests)),
    capture: (paymentIds) => arriving(provider.capture(paymentIds)),
    void: (paymentIds) => arriving(provider.void(paymentIds)),
    refund: (requests) => arriving(provider.refund(requests)),
    charges: provider.charges,
  };
}

/** Sends the history, and again what was not answered, until all of it is. */
async function sendUntilAnswered(history: readonly CommandHistory[], { together, draws, detours }: Trouble) {
  const left = [...draws];
  const { ledger, provider } = freshSandbox({ random: () => left.shift() ?? 1, failureRate: 0.5, lostReplyRate: 0.5 });
  const store = new MemoryStore();
  const told: string[] = [];
  const module = paymentModule({ provider: detoured(provider, detours) });
  const local = inMemory(module, store, new FakeClock(), (events) => {
    told.push(...events.map(({ emit, payload }) => JSON.stringify({ type: emit.type, payload })));
  });
  for (let start = 0; start < history.length; start += together) {
    let unanswered = history.slice(start, start + together);
    for (let round = 0; unanswered.length > 0; round++) {
      expect(round).toBeLessThan(draws.length + together + 1);
      const answers = await Promise.allSettled(unanswered.map(({ method, request }) => local.call(method, request)));
      unanswered = unanswered.filter((_, index) => answers[index]?.status === 'rejected');
    }
  }
  return { ledger, store, told };
}

describe('payment', () => {
  it('ends with the rows of the provider, in whatever order answers come and however many are lost', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, anyTrouble, async (history, trouble) => {
        const { ledger, store } = await sendUntilAnswered(history, trouble);

        const theirs = ledger.rows(sandboxCharges).map(({ row, version }) => ({ ...row, providerVersion: version }));
        expect(store.rows(payments).map(({ row }) => row)).toEqual(theirs);
      }),
      { numRuns: 100 },
    ));

  it('tells of every step once, however many replies are lost', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, anyTrouble, async (history, trouble) => {
        const { store, told } = await sendUntilAnswered(history, trouble);

        expect(new Set(told).size).toBe(told.length);
        const refunds = store.rows(payments).flatMap(({ row }) => row.refunds);
        expect(told.filter((step) => step.includes('PaymentRefunded'))).toHaveLength(refunds.length);
      }),
      { numRuns: 100 },
    ));

  it('answers the others when the provider fails one request of a batch', async () => {
    const draws = [1, 1, 0, 1, 1, 1];
    const { provider } = freshSandbox({ random: () => draws.shift() ?? 1, failureRate: 0.5 });
    const local = inMemory(paymentModule({ provider }), new MemoryStore(), new FakeClock());
    const calls = [PAY_1, PAY_2, PAY_3].map((paymentId) => authorise(paymentId));
    const answers = await Promise.allSettled(calls.map(({ method, request }) => local.call(method, request)));

    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
