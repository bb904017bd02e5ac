import type { Effect, Rows } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { bySku } from '../domain/allocate.ts';
import { type Allocation, release, reserve } from '../domain/shelf.ts';
import { shelves } from '../tables.ts';
import { putShelf } from './put-shelf.ts';

/** Raises what is reserved on the shelves of the allocations. */
export function reservations(rows: Rows, allocations: readonly Allocation[]): readonly Effect[] {
  return [...bySku(allocations)].flatMap(([sku, claimed]) => {
    const shelf = present(rows.get(shelves.key(sku)), `shelf of ${sku}`);
    return putShelf(shelf, reserve(shelf, claimed));
  });
}

/** Makes the units of the allocations available again. */
export function freed(rows: Rows, allocations: readonly Allocation[], holder: string): readonly Effect[] {
  return [...bySku(allocations)].flatMap(([sku, claimed]) => {
    const shelf = present(rows.get(shelves.key(sku)), `shelf of ${sku}, claimed by ${holder},`);
    return putShelf(shelf, release(shelf, claimed));
  });
}
