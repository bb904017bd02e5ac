import { assert } from '../../../platform/kernel/assert.ts';
import { bySku } from './allocate.ts';
import type { Allocation, Shelf } from './shelf.ts';
import { byName } from './shelf.ts';

// Units taken out of what everybody may buy, for holds that name them: a flash sale's quantity. They stay reserved on
// their shelves while they pass from the set-aside to a hold and back, so neither touches a shelf.

export interface SetAside {
  readonly setAsideId: string;
  readonly status: 'open' | 'ended';
  /** What no hold has drawn. */
  readonly allocations: readonly Allocation[];
}

/** A hold without a set-aside names the empty one, so that none may be called so. */
export function requireId(setAsideId: string): void {
  assert(setAsideId !== '', 'a set-aside needs an id: name it after the sale that it is for');
}

/** The part of each shelf that is set aside, as shelves of their own: what is in it can be allocated like any stock. */
export function shelvesWithin({ status, allocations }: SetAside): ReadonlyMap<string, Shelf> {
  if (status === 'ended') return new Map();
  const shelves = [...bySku(allocations)].map(([sku, own]): [string, Shelf] => [
    sku,
    { sku, warehouses: own.map(({ warehouse, quantity }) => ({ warehouse, onHand: quantity, reserved: 0 })) },
  ]);
  return new Map(shelves);
}

/** What is left after the drawing, all of which is in it. */
export function draw({ setAsideId, status, allocations }: SetAside, drawn: readonly Allocation[]): SetAside {
  return { setAsideId, status, allocations: changed(allocations, drawn, -1) };
}

/** With what came back. */
export function putBack({ setAsideId, status, allocations }: SetAside, returned: readonly Allocation[]): SetAside {
  return { setAsideId, status, allocations: changed(allocations, returned, 1) };
}

function changed(allocations: readonly Allocation[], by: readonly Allocation[], sign: 1 | -1): readonly Allocation[] {
  const units = new Map<string, Allocation>();
  const add = ({ sku, warehouse, quantity }: Allocation, times: 1 | -1): void => {
    const place = JSON.stringify([sku, warehouse]);
    const before = units.get(place)?.quantity ?? 0;
    units.set(place, { sku, warehouse, quantity: before + times * quantity });
  };
  for (const allocation of allocations) add(allocation, 1);
  for (const allocation of by) add(allocation, sign);
  return [...units.values()]
    .filter(({ quantity }) => quantity !== 0)
    .sort((left, right) => byName(left.sku, right.sku) || byName(left.warehouse, right.warehouse));
}
