import { join } from 'node:path';
import type pg from 'pg';
import { packageRoot } from '../../platform/lifecycle/package-root.ts';
import { migrate } from '../../platform/postgres/migrate.ts';

// The stock that strategies take from: the inventory module's own tables.

export async function createStock(pool: pg.Pool): Promise<void> {
  const folder = join(packageRoot(), 'modules', 'inventory', 'migrations');
  await migrate(pool, [{ schema: 'inventory', name: 'inventory', folder }]);
}

/** So much of each SKU and nothing else, in one warehouse, with no holds on it. */
export async function putStock(pool: pg.Pool, units: ReadonlyMap<string, number>): Promise<void> {
  await pool.query('truncate inventory.holds, inventory.shelves');
  await pool.query(
    `insert into inventory.shelves (sku, warehouses, version)
     select sku, jsonb_build_array(jsonb_build_object('warehouse', 'main', 'onHand', units, 'reserved', 0)), 1
     from unnest($1::text[], $2::int8[]) stock (sku, units)`,
    [[...units.keys()], [...units.values()]],
  );
}

/** Units that shelves say are reserved, and that holds have, by SKU. They have to be the same. */
export async function takenStock(pool: pg.Pool): Promise<ReadonlyMap<string, { shelf: number; holds: number }>> {
  const { rows } = await pool.query<{ sku: string; shelf: number; holds: number }>(
    `select s.sku, (s.warehouses #>> '{0,reserved}')::int4 as shelf, coalesce(sum((a ->> 'quantity')::int4), 0)::int4 as holds
     from inventory.shelves s
     left join (select jsonb_array_elements(allocations) a from inventory.holds) h on a ->> 'sku' = s.sku
     group by s.sku, s.warehouses`,
  );
  return new Map(rows.map(({ sku, ...taken }) => [sku, taken]));
}
