import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { isTerminal, mayFollow } from './domain/order-status.ts';
import { orderModule } from './module.ts';
import { orders } from './tables.ts';
import { orderingFieldValues } from './testing/field-values.ts';

const anyHistory = histories(orderModule(), orderingFieldValues);

describe('the commands of ordering', () => {
  it('lead every order through its states, never back in time, and never past the end', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const store = new MemoryStore();
        const local = inMemory(orderModule(), store, new FakeClock());
        await Promise.allSettled(history.map(({ method, request }) => local.call(method, request)));
        for (const { row } of store.rows(orders)) {
          for (const [index, { status, atMs }] of row.timeline.entries()) {
            const next = row.timeline[index + 1];
            if (next === undefined) expect(row.status).toBe(status);
            else
              expect([isTerminal(status), mayFollow(status, next.status), next.atMs >= atMs]).toEqual([
                false,
                true,
                true,
              ]);
          }
        }
      }),
      { numRuns: 50 },
    ));
});
