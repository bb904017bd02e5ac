import { sqlQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { claimView } from '../domain/claim.ts';
import { claims } from '../tables.ts';
import { BEFORE_ALL, pageSize } from './page-size.ts';

interface ClaimRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly quantity: number;
  readonly status: string;
  readonly claimed_at_ms: number;
  readonly returned_at_ms: number | null;
}

const CLAIMS = `
  select order_id, customer_id, quantity, status, (extract(epoch from claimed_at) * 1000)::float8 as claimed_at_ms,
    (extract(epoch from returned_at) * 1000)::float8 as returned_at_ms
  from sale.claims
  where sale_id = $1 and order_id > $2::uuid and ($3 = '' or status = $3)
  order by order_id limit $4`;

export const listClaims = sqlQuery(
  sale.listClaims,
  async (reader, { saleId, afterOrderId, limit, status }) => {
    const size = pageSize(limit);
    const after = afterOrderId === '' ? BEFORE_ALL : afterOrderId;
    const rows = await reader.query<ClaimRow>(CLAIMS, [saleId, after, status, size + 1]);
    const listed = rows.slice(0, size).map((row) => ({
      orderId: row.order_id,
      saleId,
      customerId: row.customer_id,
      quantity: row.quantity,
      status: row.status,
      claimedAtMs: row.claimed_at_ms,
      returnedAtMs: row.returned_at_ms ?? undefined,
    }));
    return { claims: listed, more: rows.length > size };
  },
  async (rows, { saleId, afterOrderId, limit, status }) => {
    const size = pageSize(limit);
    const found = rows(claims)
      .map(({ row }) => claimView(row))
      .filter((claim) => claim.saleId === saleId && claim.orderId > afterOrderId)
      .filter((claim) => status === '' || claim.status === status);
    return { claims: found.slice(0, size), more: found.length > size };
  },
);
