import type { Reply } from '../../../platform/rpc/contract.ts';
import { type MemoryRows, sqlQuery } from '../../../platform/rpc/module.ts';
import { BEFORE_ALL, pageSize } from '../../../platform/rpc/page-size.ts';
import { promotion } from '../contract.ts';
import { redemptions } from '../tables.ts';

type Redemption = Reply<typeof promotion.listRedemptions>['redemptions'][number];

const REDEMPTIONS = `
  select order_id as "orderId", code, customer_id as "customerId", currency, discount_minor as "discountMinor"
  from promotion.redemptions
  where order_id > $1::uuid and status = 'redeemed' order by order_id limit $2`;

export const listRedemptions = sqlQuery(promotion.listRedemptions, async (reader, { afterOrderId, limit }) => {
  const size = pageSize(limit);
  const after = afterOrderId === '' ? BEFORE_ALL : afterOrderId;
  const found =
    reader.memory === undefined
      ? await reader.query<Redemption>(REDEMPTIONS, [after, size + 1])
      : liveAfter(reader.memory, after);
  return { redemptions: found.slice(0, size), more: found.length > size };
});

function liveAfter(rows: MemoryRows, after: string): Redemption[] {
  return rows(redemptions)
    .filter(({ row }) => row.orderId > after && row.status === 'redeemed')
    .map(({ row: { status: _status, reason: _reason, ...redemption } }) => redemption);
}
