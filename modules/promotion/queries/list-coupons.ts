import { sqlQuery } from '../../../platform/rpc/module.ts';
import { promotion } from '../contract.ts';
import type { CouponMessage } from '../coupon-rows.ts';
import { pageSize } from './page-size.ts';

const COUPONS = `
  select code, coupon_id as "couponId", kind as "discountKind", value, currency, minimum_minor as "minimumMinor",
    total_limit as "totalLimit", per_customer_limit as "perCustomerLimit",
    coalesce(extract(epoch from starts_at) * 1000, 0)::float8 as "startsAtMs",
    coalesce(extract(epoch from ends_at) * 1000, 0)::float8 as "endsAtMs", active, uses, revision
  from promotion.coupons
  where code > $1 order by code limit $2`;

export const listCoupons = sqlQuery(promotion.listCoupons, async (reader, { afterCode, limit }) => {
  const size = pageSize(limit);
  const found = await reader.query<CouponMessage>(COUPONS, [afterCode, size + 1]);
  return { coupons: found.slice(0, size), more: found.length > size };
});
