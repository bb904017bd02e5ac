import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { holdOf, isHeld } from './hold-of.ts';
import { ATTEMPTS, pauseMs, type Reservation, type Reserved, type StockStrategy } from './stock-strategy.ts';
import { Turns } from './turns.ts';

// One statement decides and writes: "take so much of each where there is so much of all". Takes from the first warehouse of a
// SKU alone, which is all that one condition can say. Rows are locked in the order of their SKUs, so that two orders with
// the same lines do not wait for each other; what was waited for is read as it is then, not as it was before.

const TAKE = `
with wanted as (
  select sku, sum(quantity)::int8 as quantity from unnest($2::text[], $3::int8[]) line (sku, quantity) group by sku
), locked as materialized (
  select s.sku, (s.warehouses #>> '{0,onHand}')::int8 - (s.warehouses #>> '{0,reserved}')::int8 as available
  from inventory.shelves s where s.sku = any ($2::text[]) order by s.sku for update
), short as materialized (
  select w.sku from wanted w left join locked l using (sku) where coalesce(l.available, 0) < w.quantity
), taken as (
  update inventory.shelves s
  set version = s.version + 1,
    warehouses = jsonb_set(s.warehouses, '{0,reserved}', to_jsonb((s.warehouses #>> '{0,reserved}')::int8 + w.quantity))
  from wanted w
  where s.sku = w.sku and not exists (select from short)
  returning s.sku, s.warehouses #>> '{0,warehouse}' as warehouse, w.quantity
), held as (
  insert into inventory.holds (hold_id, status, expires_at, lapsed, allocations, drawn_from, version)
  select $1::uuid, 'held', to_timestamp($4::float8 / 1000), false,
    jsonb_agg(jsonb_build_object('sku', sku, 'warehouse', warehouse, 'quantity', quantity)), '', 1
  from taken having count(*) > 0
)
select sku from short`;

const UNIQUE_VIOLATION = '23505';
/** Deadlock, serialization failure, lock timeout: the same statement may succeed when it is run again. */
const LOST_A_RACE = new Set(['40P01', '40001', '55P03']);

export function conditional(pool: pg.Pool): StockStrategy {
  const turns = new Turns(pool.options.max);
  return {
    name: 'conditional',
    reserve: async (reservation) => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const reserved = await turns.take(() => takeOnce(pool, reservation));
        if (reserved !== 'raced') return reserved;
        await pause(pauseMs(attempt));
      }
      return { kind: 'conflict' };
    },
  };
}

async function takeOnce(pool: pg.Pool, reservation: Reservation): Promise<Reserved | 'raced'> {
  const { holdId, expiresAtMs } = holdOf(reservation);
  const skus = reservation.lines.map(({ sku }) => sku);
  const quantities = reservation.lines.map(({ quantity }) => quantity);
  try {
    const values = [holdId, skus, quantities, expiresAtMs];
    const { rows } = await pool.query<{ sku: string }>({ name: 'take', text: TAKE, values });
    if (rows.length === 0) return { kind: 'reserved' };
    // Too little, or too little since this very order has taken the last ones.
    return (await isHeld(pool, holdId)) ? { kind: 'reserved' } : { kind: 'short', skus: rows.map(({ sku }) => sku) };
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (LOST_A_RACE.has(code)) return 'raced';
    // The order has its units already.
    if (code === UNIQUE_VIOLATION) return { kind: 'reserved' };
    throw error;
  }
}
