import type { Request } from '../../../platform/rpc/contract.ts';
import { type MemoryRows, sqlQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { inventory } from '../contract.ts';
import { movements } from '../tables.ts';

interface MovementRow {
  readonly adjustment_id: string;
  readonly sku: string;
  readonly warehouse: string;
  readonly delta: number;
  readonly reason: string;
  readonly at_ms: number;
}

const SHOWN = `adjustment_id, sku, warehouse, delta, reason, (extract(epoch from at) * 1000)::float8 as at_ms`;

/** Each of the four is answered from an index: a condition that may be empty would not be. */
function textOf(ofOneSku: boolean, isFirstPage: boolean): string {
  const conditions = [
    ofOneSku ? 'sku = $2' : '$2::text is not null',
    isFirstPage ? '$3::timestamptz is not null and $4::text is not null' : '(at, adjustment_id) < ($3, $4)',
  ];
  return `
    select ${SHOWN} from inventory.movements where ${conditions.join(' and ')}
    order by at desc, adjustment_id desc limit $1`;
}

export const listMovements = sqlQuery(
  inventory.listMovements,
  async (reader, { sku, beforeMs, beforeAdjustmentId, limit }) => {
    const size = pageSize(limit);
    const text = textOf(sku !== '', beforeAdjustmentId === '');
    const rows = await reader.query<MovementRow>(text, [size + 1, sku, new Date(beforeMs), beforeAdjustmentId]);
    const listed = rows.slice(0, size).map((row) => ({
      adjustmentId: row.adjustment_id,
      sku: row.sku,
      warehouse: row.warehouse,
      delta: row.delta,
      reason: row.reason,
      atMs: row.at_ms,
    }));
    return { movements: listed, more: rows.length > size };
  },
  async (rows, request) => listFrom(rows, request),
);

function listFrom(rows: MemoryRows, request: Request<typeof inventory.listMovements>) {
  const { sku, beforeMs, beforeAdjustmentId, limit } = request;
  const size = pageSize(limit);
  const found = rows(movements)
    .map(({ row: { answer: _, at, ...movement } }) => ({ ...movement, atMs: at }))
    .filter((movement) => sku === '' || movement.sku === sku)
    .filter(
      ({ atMs, adjustmentId }) =>
        beforeAdjustmentId === '' || atMs < beforeMs || (atMs === beforeMs && adjustmentId < beforeAdjustmentId),
    )
    .sort((one, other) => other.atMs - one.atMs || (one.adjustmentId < other.adjustmentId ? 1 : -1));
  return { movements: found.slice(0, size), more: found.length > size };
}
