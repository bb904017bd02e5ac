import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { available } from './domain/shelf.ts';
import { inventoryModule } from './module.ts';
import { holds, movements, setAsides, shelves } from './tables.ts';
import { inventoryFieldValues } from './testing/field-values.ts';

const module = inventoryModule();
const anyHistory = histories(module, inventoryFieldValues);

describe('inventory', () => {
  it('balances after every history: ledger, shelves, set-asides and holds', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const store = new MemoryStore();
        const local = inMemory(module, store, new FakeClock());
        await Promise.allSettled(history.map(({ method, request }) => local.call(method, request)));

        expect(balance(store)).toEqual([]);
      }),
      { numRuns: 100 },
    ));
});

/** What does not add up, per SKU and warehouse. */
function balance(store: MemoryStore): string[] {
  const active = [
    ...store.rows(holds).flatMap(({ row }) => (row.status === 'released' ? [] : row.allocations)),
    ...store.rows(setAsides).flatMap(({ row }) => row.allocations),
  ];
  const ledger = store.rows(movements).map(({ row }) => row);
  return store.rows(shelves).flatMap(({ row: shelf }) =>
    shelf.warehouses.flatMap(({ warehouse, onHand, reserved }) => {
      const here = (entry: { sku: string; warehouse: string }) =>
        entry.sku === shelf.sku && entry.warehouse === warehouse;
      const moved = ledger.filter(here).reduce((sum, { delta }) => sum + delta, 0);
      const held = active.filter(here).reduce((sum, { quantity }) => sum + quantity, 0);
      const sound = moved === onHand && held === reserved && reserved <= onHand && available(shelf) >= 0;
      return sound
        ? []
        : [`${shelf.sku} in ${warehouse}: ${moved} moved, ${onHand} on hand, ${held} held, ${reserved} reserved`];
    }),
  );
}
