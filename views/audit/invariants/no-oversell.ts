import type { AuditReader } from '../audit-reader.ts';
import { isSold, type OrderFacts, stockedUnits, unitsBySku } from '../facts.ts';
import type { Finding } from '../finding.ts';

// Units that are spoken for never exceed the supply. What a sold order takes counts, whether its hold is there or not;
// for every other id, what its active hold takes. The sums grow with the number of SKUs, not with that of orders.

const NOTHING: ReadonlyMap<string, number> = new Map();

/** Units per SKU that are spoken for under one order id. */
export function unitsTaken({ order, hold }: OrderFacts): ReadonlyMap<string, number> {
  if (order !== undefined && isSold(order)) return stockedUnits(order);
  const isActive = hold?.status === 'held' || hold?.status === 'confirmed';
  return isActive ? unitsBySku(hold.allocations) : NOTHING;
}

export function addUnits(sums: Map<string, number>, units: ReadonlyMap<string, number>): void {
  for (const [sku, quantity] of units) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
}

/** SKUs of which more is spoken for than there is. A SKU without a shelf has no supply. */
export function overdrawn(taken: ReadonlyMap<string, number>, supply: ReadonlyMap<string, number>): readonly string[] {
  return [...taken].filter(([sku, units]) => units > (supply.get(sku) ?? 0)).map(([sku]) => sku);
}

/**
 * Looks again at SKUs that seem to be oversold. While a list is read, units may be given back by an order read early
 * and sold to one read late. So all that takes units is listed once more and then read by id: what took them both times
 * took them at the moment in between, all at once, because nobody takes units again after giving them back.
 */
export async function reallyOversold(
  reader: AuditReader,
  skus: readonly string[],
  supply: ReadonlyMap<string, number>,
): Promise<Finding[]> {
  if (skus.length === 0) return [];
  const suspects = new Set(skus);
  const first = new Map<string, ReadonlyMap<string, number>>();
  for await (const facts of reader.byOrder()) {
    const units = new Map([...unitsTaken(facts)].filter(([sku]) => suspects.has(sku)));
    if (units.size > 0) first.set(facts.orderId, units);
  }
  const taken = new Map<string, number>();
  for await (const facts of reader.again([...first.keys()])) {
    const now = unitsTaken(facts);
    const both = [...(first.get(facts.orderId) ?? NOTHING)].map(([sku, units]): [string, number] => [
      sku,
      Math.min(units, now.get(sku) ?? 0),
    ]);
    addUnits(taken, new Map(both));
  }
  const findings: Finding[] = [];
  for (const sku of skus) {
    const has = Math.max(supply.get(sku) ?? 0, await reader.onHand(sku));
    const units = taken.get(sku) ?? 0;
    if (units > has) findings.push({ id: sku, what: `has a supply of ${has} of which ${units} are spoken for` });
  }
  return findings;
}
