import { bigint, boolean, type Column, instant, json, table, text, uuid } from '../../platform/store/table.ts';
import type { HoldStatus } from './domain/hold.ts';
import type { SetAside } from './domain/set-aside.ts';
import type { Allocation, WarehouseLevel } from './domain/shelf.ts';

const holdStatus: Column<HoldStatus> = text as Column<HoldStatus>;

/** One row per hold; its id is the order's. */
export const holds = table('holds', {
  key: { holdId: uuid },
  passing: true,
  columns: {
    status: holdStatus,
    expiresAt: instant,
    lapsed: boolean,
    allocations: json<readonly Allocation[]>(),
    drawnFrom: text,
  },
});

/** One row per set-aside, with the units in it that no hold has drawn. They count as reserved on their shelves. */
export const setAsides = table('set_asides', {
  key: { setAsideId: text },
  columns: { status: text as Column<SetAside['status']>, allocations: json<readonly Allocation[]>() },
});

/** One row per SKU with all its warehouses: an allocation locks one row per SKU. */
export const shelves = table('shelves', {
  key: { sku: text },
  columns: { warehouses: json<readonly WarehouseLevel[]>() },
});

/** What an adjustment left, as it was first answered. */
export interface LevelAnswer {
  readonly sku: string;
  readonly warehouses: readonly WarehouseLevel[];
  readonly version: number;
}

/**
 * The ledger of what came and went. It is keyed, because a repeated adjustment has to find its first answer; rows are
 * only ever inserted, and the database refuses anything else.
 */
export const movements = table('movements', {
  key: { adjustmentId: text },
  columns: {
    sku: text,
    warehouse: text,
    delta: bigint,
    reason: text,
    at: instant,
    answer: json<LevelAnswer>(),
  },
});
