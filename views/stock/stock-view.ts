import { inventory } from '../../modules/inventory/contract.ts';
import type { Rows } from '../../platform/batching/command.ts';
import { projection, when } from '../../platform/projections/projection.ts';
import type { Payload } from '../../platform/rpc/contract.ts';
import { type StockRow, stock } from './tables.ts';

// Stock per SKU and warehouse, added up from what came, went, was held and was given back. Held stock that is sold stays
// reserved until it is shipped, so its sale changes nothing here.

type Allocations = Payload<typeof inventory.StockReserved>['allocations'];

export const stockView = projection('stock', {
  version: 1,
  tables: [stock],
  folds: [
    when(inventory.StockAdjusted, {
      touches: ({ sku, warehouse }) => [stock.key(sku, warehouse)],
      apply: (rows, { sku, warehouse, delta }) => [
        stock.put(moved(rows.get(stock.key(sku, warehouse)), sku, warehouse, delta, 0)),
      ],
    }),
    when(inventory.StockReserved, {
      touches: ({ allocations }) => keysOf(allocations),
      // What is drawn from a set-aside was reserved when it was set aside.
      apply: (rows, { allocations, setAsideId }) => (setAsideId === '' ? reserved(rows, allocations, 1) : []),
    }),
    when(inventory.StockReleased, {
      touches: ({ allocations }) => keysOf(allocations),
      apply: (rows, { allocations, setAsideId }) => (setAsideId === '' ? reserved(rows, allocations, -1) : []),
    }),
    when(inventory.StockSetAside, {
      touches: ({ allocations }) => keysOf(allocations),
      apply: (rows, { allocations }) => reserved(rows, allocations, 1),
    }),
    when(inventory.SetAsideReturned, {
      touches: ({ allocations }) => keysOf(allocations),
      apply: (rows, { allocations }) => reserved(rows, allocations, -1),
    }),
  ],
});

function keysOf(allocations: Allocations) {
  return allocations.map(({ sku, warehouse }) => stock.key(sku, warehouse));
}

/** An allocation may name one place twice. */
function reserved(rows: Rows, allocations: Allocations, sign: 1 | -1) {
  const after = new Map<string, StockRow>();
  for (const { sku, warehouse, quantity } of allocations) {
    const key = stock.key(sku, warehouse);
    after.set(key.id, moved(after.get(key.id) ?? rows.get(key), sku, warehouse, 0, sign * quantity));
  }
  return [...after.values()].map(stock.put);
}

function moved(
  before: StockRow | undefined,
  sku: string,
  warehouse: string,
  onHandBy: number,
  reservedBy: number,
): StockRow {
  const onHand = (before?.onHand ?? 0) + onHandBy;
  const reservedNow = (before?.reserved ?? 0) + reservedBy;
  return { sku, warehouse, onHand, reserved: reservedNow, available: onHand - reservedNow };
}
