import { sqlReport } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { inventory } from '../contract.ts';
import { auditRows } from './audit-stock-in-memory.ts';

interface AuditRow {
  readonly sku: string;
  readonly warehouse: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly ledger_on_hand: number;
  readonly held: number;
}

// One statement sees one instant, so shelf, ledger, holds and set-asides belong together while orders go on. The page is
// taken from all of them: a ledger or a hold whose shelf is missing is what an audit has to find. Every page reads all active
// holds, since finding those of some SKUs would need an index that each order pays for; ask for large pages.
const AUDIT = `
  with claim as (
    select allocations from inventory.holds where status in ('held', 'confirmed')
    union all select allocations from inventory.set_asides
  ), held as materialized (
    select claimed.sku, claimed.warehouse, sum(claimed.quantity)::int8 as quantity
    from claim
    cross join jsonb_to_recordset(allocations) claimed (sku text collate "C", warehouse text, quantity int8)
    group by claimed.sku, claimed.warehouse
  ), page as (
    (select sku from inventory.shelves where sku > $1 order by sku limit $2)
    union (select distinct sku from inventory.movements where sku > $1 order by sku limit $2)
    union (select distinct sku from held where sku > $1 order by sku limit $2)
    order by sku limit $2
  ), level as (
    select shelf.sku, stocked.warehouse, stocked."onHand" as on_hand, stocked.reserved
    from page join inventory.shelves shelf using (sku)
    cross join jsonb_to_recordset(shelf.warehouses) stocked (warehouse text, "onHand" int8, reserved int8)
  ), moved as (
    select sku, warehouse, sum(delta)::int8 as delta
    from page join inventory.movements using (sku)
    group by sku, warehouse
  ), claimed as (
    select held.* from page join held using (sku)
  )
  select sku, warehouse, coalesce(on_hand, 0)::int8 as on_hand, coalesce(reserved, 0)::int8 as reserved,
    coalesce(delta, 0)::int8 as ledger_on_hand, coalesce(quantity, 0)::int8 as held
  from page
  left join (
    level full join moved using (sku, warehouse) full join claimed using (sku, warehouse)
  ) using (sku)
  order by sku, warehouse`;

export const auditStock = sqlReport(
  inventory.auditStock,
  async (reader, { afterSku, limit }) => {
    const size = pageSize(limit);
    const rows = await reader.query<AuditRow>(AUDIT, [afterSku, size + 1]);
    const skus = [...new Set(rows.map(({ sku }) => sku))];
    const page = new Set(skus.slice(0, size));
    const shelves = rows
      .filter(({ sku }) => page.has(sku))
      .map((row) => ({
        sku: row.sku,
        warehouse: row.warehouse,
        onHand: row.on_hand,
        reserved: row.reserved,
        ledgerOnHand: row.ledger_on_hand,
        held: row.held,
      }));
    return { shelves, more: skus.length > size };
  },
  async (rows, request) => auditRows(rows, request),
);
