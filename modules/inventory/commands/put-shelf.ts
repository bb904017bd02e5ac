import { type Effect, event } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { available, type Shelf } from '../domain/shelf.ts';
import { shelves } from '../tables.ts';

/** Puts the shelf, and tells when the SKU has just run out or has just come back. */
export function putShelf(before: Shelf | undefined, after: Shelf): readonly Effect[] {
  const { sku } = after;
  const wasThere = available(before) > 0;
  const isThere = available(after) > 0;
  const effects: Effect[] = [shelves.put(after)];
  if (wasThere && !isThere) effects.push(event(inventory.StockDepleted, sku, { sku }));
  if (!wasThere && isThere) effects.push(event(inventory.StockRestocked, sku, { sku }));
  return effects;
}
