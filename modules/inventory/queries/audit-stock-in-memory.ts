import type { Reply, Request } from '../../../platform/rpc/contract.ts';
import type { MemoryRows } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import type { inventory } from '../contract.ts';
import { holds, movements, setAsides, shelves } from '../tables.ts';

// The audit of stock over rows in memory: what audit-stock.ts asks of SQL, in the same order.

interface Level {
  readonly sku: string;
  readonly warehouse: string;
  onHand: number;
  reserved: number;
  ledgerOnHand: number;
  held: number;
}

class Levels {
  readonly #bySku = new Map<string, Map<string, Level>>();

  of(sku: string, warehouse: string): Level {
    const levels = this.ofSku(sku);
    let level = levels.get(warehouse);
    if (level === undefined) {
      level = { sku, warehouse, onHand: 0, reserved: 0, ledgerOnHand: 0, held: 0 };
      levels.set(warehouse, level);
    }
    return level;
  }

  ofSku(sku: string): Map<string, Level> {
    let levels = this.#bySku.get(sku);
    if (levels === undefined) {
      levels = new Map();
      this.#bySku.set(sku, levels);
    }
    return levels;
  }

  skusAfter(afterSku: string): string[] {
    return [...this.#bySku.keys()].filter((sku) => sku > afterSku).sort();
  }
}

export function auditRows(
  rows: MemoryRows,
  { afterSku, limit }: Request<typeof inventory.auditStock>,
): Reply<typeof inventory.auditStock> {
  const levels = new Levels();
  for (const { row } of rows(shelves)) {
    levels.ofSku(row.sku);
    for (const { warehouse, onHand, reserved } of row.warehouses) {
      const level = levels.of(row.sku, warehouse);
      level.onHand = onHand;
      level.reserved = reserved;
    }
  }
  for (const { row } of rows(movements)) levels.of(row.sku, row.warehouse).ledgerOnHand += row.delta;
  const active = rows(holds).flatMap(({ row }) => (row.status === 'released' ? [] : row.allocations));
  const setAside = rows(setAsides).flatMap(({ row }) => row.allocations);
  for (const { sku, warehouse, quantity } of [...active, ...setAside]) levels.of(sku, warehouse).held += quantity;
  const size = pageSize(limit);
  const skus = levels.skusAfter(afterSku);
  const page = skus.slice(0, size).flatMap((sku) => [...levels.ofSku(sku).values()].sort(byWarehouse));
  return { shelves: page, more: skus.length > size };
}

function byWarehouse(left: Level, right: Level): number {
  return left.warehouse < right.warehouse ? -1 : 1;
}
