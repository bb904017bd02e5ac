import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { promotionModule } from './module.ts';
import { coupons, customerUses, redemptions } from './tables.ts';
import { promotionFieldValues } from './testing/field-values.ts';
import { create } from './testing/steps.ts';

const module = promotionModule();
const anyHistory = histories(module, promotionFieldValues);

describe('promotion', () => {
  it('balances after every history: uses are the live redemptions, and never more than a limit', async () => {
    let redeemed = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const store = new MemoryStore();
        const local = inMemory(module, store, new FakeClock());
        const whole = [create({ totalLimit: 3, perCustomerLimit: 2 }), ...history];
        await Promise.allSettled(whole.map(({ method, request }) => local.call(method, request)));

        expect(imbalance(store)).toEqual([]);
        redeemed += liveOf(store).length;
      }),
      { numRuns: 200 },
    );
    // Histories in which nobody uses a coupon would balance too.
    expect(redeemed).toBeGreaterThan(100);
  });
});

function liveOf(store: MemoryStore) {
  return store.rows(redemptions).flatMap(({ row }) => (row.status === 'redeemed' ? [row] : []));
}

/** What does not add up, per coupon and per customer. */
function imbalance(store: MemoryStore): string[] {
  const live = liveOf(store);
  const counts = store.rows(customerUses).map(({ row }) => row);
  return store.rows(coupons).flatMap(({ row: { code, uses, totalLimit, perCustomerLimit } }) => {
    const used = live.filter((redemption) => redemption.code === code);
    const wrong = uses !== used.length || (totalLimit > 0 && uses > totalLimit) ? [`${code} has ${uses} uses`] : [];
    const customers = new Set([...used, ...counts.filter((count) => count.code === code)].map((row) => row.customerId));
    for (const customerId of customers) {
      const counted = counts.find((count) => count.code === code && count.customerId === customerId)?.uses ?? 0;
      const actual = used.filter((redemption) => redemption.customerId === customerId).length;
      if (counted !== actual || (perCustomerLimit > 0 && actual > perCustomerLimit)) {
        wrong.push(`${customerId} uses ${code} ${actual} times, counted ${counted}`);
      }
    }
    return wrong;
  });
}
