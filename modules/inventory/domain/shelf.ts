import { assert, present } from '../../../platform/kernel/assert.ts';

// A shelf is one SKU in all its warehouses, so that whoever allocates it holds one row. On hand changes with what comes
// in or goes out; reserved is what holds claim of it.

export interface WarehouseLevel {
  readonly warehouse: string;
  readonly onHand: number;
  readonly reserved: number;
}

export interface Shelf {
  readonly sku: string;
  /** In order of name. */
  readonly warehouses: readonly WarehouseLevel[];
}

export interface Allocation {
  readonly sku: string;
  readonly warehouse: string;
  readonly quantity: number;
}

export type Adjusted =
  | { readonly kind: 'adjusted'; readonly shelf: Shelf }
  | { readonly kind: 'belowReserved'; readonly level: WarehouseLevel };

export function emptyShelf(sku: string): Shelf {
  return { sku, warehouses: [] };
}

export function availableIn({ onHand, reserved }: WarehouseLevel): number {
  return onHand - reserved;
}

/** Units that nobody holds, over all warehouses. A SKU without a shelf has none. */
export function available(shelf: Shelf | undefined): number {
  return (shelf?.warehouses ?? []).reduce((sum, level) => sum + availableIn(level), 0);
}

/** Raises what is reserved by the allocations, all of which are of this shelf. */
export function reserve(shelf: Shelf, allocations: readonly Allocation[]): Shelf {
  return changeReserved(shelf, allocations, 1);
}

/** Lowers what is reserved by the allocations, all of which are of this shelf. */
export function release(shelf: Shelf, allocations: readonly Allocation[]): Shelf {
  return changeReserved(shelf, allocations, -1);
}

/** Changes what is on hand in one warehouse, never to below what is reserved there. */
export function adjust(shelf: Shelf, warehouse: string, delta: number): Adjusted {
  const before = shelf.warehouses.find((level) => level.warehouse === warehouse) ?? {
    warehouse,
    onHand: 0,
    reserved: 0,
  };
  const after = { ...before, onHand: before.onHand + delta };
  assert(Number.isSafeInteger(after.onHand), `${shelf.sku} in ${warehouse} cannot change by ${delta}`);
  if (after.onHand < after.reserved) return { kind: 'belowReserved', level: before };
  const others = shelf.warehouses.filter((level) => level.warehouse !== warehouse);
  const warehouses = [...others, after].sort((left, right) => byName(left.warehouse, right.warehouse));
  return { kind: 'adjusted', shelf: { ...shelf, warehouses } };
}

/** Order of code units, the same on every machine. */
export function byName(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function changeReserved(shelf: Shelf, allocations: readonly Allocation[], sign: 1 | -1): Shelf {
  const levels = new Map(shelf.warehouses.map((level) => [level.warehouse, level]));
  for (const { sku, warehouse, quantity } of allocations) {
    const level = present(levels.get(warehouse), `${sku} in warehouse ${warehouse}`);
    const reserved = level.reserved + sign * quantity;
    assert(
      sku === shelf.sku && reserved >= 0 && reserved <= level.onHand,
      `${shelf.sku} in ${warehouse}: ${reserved} reserved of ${level.onHand} on hand by an allocation of ${quantity} ${sku}`,
    );
    levels.set(warehouse, { warehouse, onHand: level.onHand, reserved });
  }
  return { sku: shelf.sku, warehouses: [...levels.values()] };
}
