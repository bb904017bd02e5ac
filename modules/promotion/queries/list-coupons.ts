import { type MemoryRows, sqlQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { compareText } from '../../../platform/store/text-order.ts';
import { promotion } from '../contract.ts';
import { type CouponMessage, couponMessage } from '../coupon-rows.ts';
import { coupons } from '../tables.ts';

const COUPONS = `
  select code, coupon_id as "couponId", kind as "discountKind", value, currency, minimum_minor as "minimumMinor",
    total_limit as "totalLimit", per_customer_limit as "perCustomerLimit",
    coalesce(extract(epoch from starts_at) * 1000, 0)::float8 as "startsAtMs",
    coalesce(extract(epoch from ends_at) * 1000, 0)::float8 as "endsAtMs", active, uses, revision
  from promotion.coupons
  where code > $1 order by code limit $2`;

export const listCoupons = sqlQuery(promotion.listCoupons, async (reader, { afterCode, limit }) => {
  const size = pageSize(limit);
  const found =
    reader.memory === undefined
      ? await reader.query<CouponMessage>(COUPONS, [afterCode, size + 1])
      : couponsAfter(reader.memory, afterCode);
  return { coupons: found.slice(0, size), more: found.length > size };
});

function couponsAfter(rows: MemoryRows, afterCode: string): CouponMessage[] {
  return rows(coupons)
    .filter(({ row }) => compareText(row.code, afterCode) > 0)
    .map(({ row }) => couponMessage(row));
}
