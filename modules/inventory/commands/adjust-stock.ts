import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { adjust, emptyShelf } from '../domain/shelf.ts';
import { movements, shelves } from '../tables.ts';
import { putShelf } from './put-shelf.ts';

/** The warehouse of a shop that does not tell its warehouses apart. */
const ONLY_WAREHOUSE = 'main';

export const adjustStock = command(inventory.adjustStock, {
  loads: ({ adjustmentId, sku }) => [movements.key(adjustmentId), shelves.key(sku)],
  decide: (rows, { adjustmentId, sku, warehouse: named, delta, reason, expectedVersion }, { nowMs }) => {
    const repeated = rows.get(movements.key(adjustmentId));
    if (repeated !== undefined) return accept(repeated.answer);

    const version = rows.version(shelves.key(sku));
    if (expectedVersion !== undefined && expectedVersion !== version) {
      return refuse('versionChanged', { sku, version });
    }
    const warehouse = named === '' ? ONLY_WAREHOUSE : named;
    const shelf = rows.get(shelves.key(sku));
    const adjusted = adjust(shelf ?? emptyShelf(sku), warehouse, delta);
    // Nothing moved, so nothing is remembered: the same adjustment may succeed once holds are gone.
    if (adjusted.kind === 'belowReserved') return refuse('belowReserved', { sku, ...adjusted.level });

    const answer = { ...adjusted.shelf, version: version + 1 };
    return accept(
      answer,
      movements.put({ adjustmentId, sku, warehouse, delta, reason, at: nowMs, answer }),
      event(inventory.StockAdjusted, sku, { sku, warehouse, delta, reason }),
      ...putShelf(shelf, adjusted.shelf),
    );
  },
});
