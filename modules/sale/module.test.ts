import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { saleModule } from './module.ts';
import { buyers, claims, places, rooms, sales } from './tables.ts';
import { saleFieldValues } from './testing/field-values.ts';

const module = saleModule();
const anyHistory = histories(module, saleFieldValues);

describe('a sale', () => {
  it('has given, after every history, what its claims say, to nobody above the limit', async () => {
    let usedPlaces = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const store = new MemoryStore();
        const local = inMemory(module, store, new FakeClock());
        await Promise.allSettled(history.map(({ method, request }) => local.call(method, request)));

        const live = store.rows(claims).flatMap(({ row }) => (row.status === 'claimed' ? [row] : []));
        const unitsOf = (saleId: string, customerId?: string): number =>
          live
            .filter((claim) => claim.saleId === saleId && (customerId ?? claim.customerId) === claim.customerId)
            .reduce((units, { quantity }) => units + quantity, 0);
        for (const { row } of store.rows(sales)) {
          expect(row.claimed).toBe(unitsOf(row.saleId));
          expect(row.claimed).toBeLessThanOrEqual(row.terms.quantity);
        }
        for (const { row } of store.rows(buyers)) {
          expect(row.units).toBe(unitsOf(row.saleId, row.customerId));
          expect(row.units).toBeLessThanOrEqual(saleFieldValues.perCustomerLimit?.[0] as number);
        }
        for (const { row: room } of store.rows(rooms)) {
          const own = store.rows(places).flatMap(({ row }) => (row.saleId === room.saleId ? [row] : []));
          // A place each, without a gap; let in is nobody who did not come; every order of the sale has a place of its own.
          expect(own.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([...own.keys()]);
          expect(room.arrived).toBe(own.length);
          expect(room.admitted).toBeLessThanOrEqual(room.arrived);
          const used = own.flatMap(({ orderId }) => (orderId === '' ? [] : [orderId])).sort();
          const claimed = store.rows(claims).flatMap(({ row }) => (row.saleId === room.saleId ? [row.orderId] : []));
          expect(used).toEqual(claimed.sort());
          usedPlaces += used.length;
        }
      }),
      { numRuns: 1_000 },
    );
    // Some of the histories came as far as an order with a ticket.
    expect(usedPlaces).toBeGreaterThan(0);
  });
});
