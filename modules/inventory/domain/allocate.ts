import { assert } from '../../../platform/kernel/assert.ts';
import { type Allocation, available, availableIn, byName, type Shelf, type WarehouseLevel } from './shelf.ts';

// Which warehouse serves which line. One warehouse for a SKU where that is possible, because every split is a parcel
// more: the preferred one, or else the fullest that can serve it alone.

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export type Allocated =
  | { readonly kind: 'allocated'; readonly allocations: readonly Allocation[] }
  | { readonly kind: 'short'; readonly skus: readonly string[] };

/** The wire carries an allocation's quantity as int32. */
const MAX_QUANTITY = 2_147_483_647;

/** All lines or none. Lines with one SKU count together; `short` names every SKU that falls short. */
export function allocate(
  shelfOf: (sku: string) => Shelf | undefined,
  lines: readonly Line[],
  preferWarehouse: string,
): Allocated {
  const allocations: Allocation[] = [];
  const short: string[] = [];
  for (const [sku, quantity] of quantities(lines)) {
    const shelf = shelfOf(sku);
    if (shelf === undefined || available(shelf) < quantity) short.push(sku);
    else allocations.push(...allocateOne(shelf, quantity, preferWarehouse));
  }
  return short.length > 0 ? { kind: 'short', skus: short } : { kind: 'allocated', allocations };
}

/** Allocations by SKU, in order of first mention. */
export function bySku(allocations: readonly Allocation[]): ReadonlyMap<string, readonly Allocation[]> {
  const groups = new Map<string, Allocation[]>();
  for (const allocation of allocations) {
    const group = groups.get(allocation.sku);
    if (group === undefined) groups.set(allocation.sku, [allocation]);
    else group.push(allocation);
  }
  return groups;
}

function quantities(lines: readonly Line[]): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    assert(
      Number.isSafeInteger(quantity) && quantity >= 1,
      `${quantity} of ${sku} cannot be reserved: ask for 1 or more`,
    );
    const total = (wanted.get(sku) ?? 0) + quantity;
    assert(total <= MAX_QUANTITY, `${total} of ${sku} are more than one order can hold: split the order`);
    wanted.set(sku, total);
  }
  return wanted;
}

function allocateOne({ sku, warehouses }: Shelf, quantity: number, preferWarehouse: string): Allocation[] {
  const fullestFirst = [...warehouses].sort(
    (left, right) =>
      Number(right.warehouse === preferWarehouse) - Number(left.warehouse === preferWarehouse) ||
      availableIn(right) - availableIn(left) ||
      byName(left.warehouse, right.warehouse),
  );
  const alone = fullestFirst.find((level) => availableIn(level) >= quantity);
  return alone === undefined ? split(sku, fullestFirst, quantity) : [{ sku, warehouse: alone.warehouse, quantity }];
}

function split(sku: string, levels: readonly WarehouseLevel[], quantity: number): Allocation[] {
  const allocations: Allocation[] = [];
  let missing = quantity;
  for (const level of levels) {
    const taken = Math.min(availableIn(level), missing);
    if (taken > 0) allocations.push({ sku, warehouse: level.warehouse, quantity: taken });
    missing -= taken;
  }
  assert(missing === 0, `${missing} of ${sku} were counted as available but are in no warehouse`);
  return allocations;
}
