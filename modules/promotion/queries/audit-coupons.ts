import { sqlReport } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { promotion } from '../contract.ts';
import { type AuditedCoupon, auditedAfter } from './audit-coupons-in-memory.ts';

// One statement sees one instant, so counts and redemptions belong together while orders go on. A code that only counts
// or redemptions know is what an audit has to find, so the page is taken from all three. Every page reads all live
// redemptions, since finding those of some codes would need an index that each order pays for; ask for large pages.
const AUDIT = `
  with live as materialized (
    select code, customer_id, count(*)::int8 as redeemed
    from promotion.redemptions where status = 'redeemed' group by code, customer_id
  ), page as (
    (select code from promotion.coupons where code > $1 order by code limit $2)
    union (select distinct code from live where code > $1 order by code limit $2)
    union (select distinct code from promotion.customer_uses where code > $1 order by code limit $2)
    order by code limit $2
  ), by_customer as (
    select code, customer_id, coalesce(counted.uses, 0) as uses, coalesce(live.redeemed, 0) as redeemed
    from (select * from promotion.customer_uses where code in (select code from page)) counted
    full join (select * from live where code in (select code from page)) live using (code, customer_id)
  ), by_code as (
    select code, sum(redeemed)::int8 as redeemed, max(redeemed)::int8 as most_by_one_customer,
      (count(*) filter (where uses <> redeemed))::int8 as miscounted_customers
    from by_customer group by code
  )
  select code, coalesce(total_limit, 0)::int4 as "totalLimit", coalesce(per_customer_limit, 0)::int4 as "perCustomerLimit",
    coalesce(uses, 0)::int4 as uses, coalesce(redeemed, 0)::int8 as redeemed,
    coalesce(miscounted_customers, 0)::int8 as "miscountedCustomers",
    coalesce(most_by_one_customer, 0)::int8 as "mostByOneCustomer"
  from page left join promotion.coupons using (code) left join by_code using (code)
  order by code`;

export const auditCoupons = sqlReport(promotion.auditCoupons, async (reader, { afterCode, limit }) => {
  const size = pageSize(limit);
  const found =
    reader.memory === undefined
      ? await reader.query<AuditedCoupon>(AUDIT, [afterCode, size + 1])
      : auditedAfter(reader.memory, afterCode);
  return { coupons: found.slice(0, size), more: found.length > size };
});
