import type { RetailLine } from './retail-line.ts';

/** What a file says of one SKU. Both are in file order and may be empty. */
export interface SkuEvidence {
  readonly pricesMinor: readonly number[];
  readonly names: readonly string[];
}

/**
 * Gathers each SKU's positive prices and its descriptions, in order of the SKU's first line. Every readable line
 * counts, cancellations too: a cancelled sale still tells what the thing is called and what it cost.
 */
export function gatherEvidence(lines: readonly RetailLine[]): ReadonlyMap<string, SkuEvidence> {
  const bySku = new Map<string, { pricesMinor: number[]; names: string[] }>();
  for (const { sku, unitPriceMinor, description } of lines) {
    const evidence = bySku.get(sku) ?? { pricesMinor: [], names: [] };
    bySku.set(sku, evidence);
    if (unitPriceMinor > 0) evidence.pricesMinor.push(unitPriceMinor);
    if (description !== '') evidence.names.push(description);
  }
  return bySku;
}
