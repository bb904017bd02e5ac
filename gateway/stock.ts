import { inventory } from '../modules/inventory/contract.ts';
import type { Reply } from '../platform/rpc/contract.ts';
import type { Gateway, Product } from './dependencies.ts';
import type { StockDocument } from './schemas/inventory.ts';

// Stock as it is shown: over all warehouses, and in each.

export type StockLevel = Reply<typeof inventory.getStock>['levels'][number];

/** Levels by SKU; SKUs that never had stock are left out. */
export async function stockLevels(
  gateway: Gateway,
  skus: string[],
  traceId: string,
): Promise<ReadonlyMap<string, StockLevel>> {
  if (skus.length === 0) return new Map();
  const { levels } = await gateway.doors.call(inventory.getStock({ skus }), { traceId });
  return new Map(levels.map((level) => [level.sku, level]));
}

export function availableOf(level: StockLevel | undefined): number {
  let available = 0;
  for (const { onHand, reserved } of level?.warehouses ?? []) available += onHand - reserved;
  return available;
}

export function stockDocument(product: Product, warehouses: StockLevel['warehouses']): StockDocument {
  return { product_id: product.productId, sku: product.sku, ...levelsOf(warehouses) };
}

/** What there is in all warehouses, and in each. */
export function levelsOf(warehouses: readonly WarehouseStock[]): Omit<StockDocument, 'product_id' | 'sku'> {
  let onHandInAll = 0;
  let reservedInAll = 0;
  const shown = warehouses.map(({ warehouse, onHand, reserved }) => {
    onHandInAll += onHand;
    reservedInAll += reserved;
    return { warehouse, on_hand: onHand, reserved, available: onHand - reserved };
  });
  return {
    on_hand: onHandInAll,
    reserved: reservedInAll,
    available: onHandInAll - reservedInAll,
    warehouses: shown,
  };
}

interface WarehouseStock {
  readonly warehouse: string;
  readonly onHand: number;
  readonly reserved: number;
}
