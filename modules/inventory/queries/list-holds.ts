import type { Request } from '../../../platform/rpc/contract.ts';
import { type MemoryRows, sqlQuery } from '../../../platform/rpc/module.ts';
import { BEFORE_ALL, pageSize } from '../../../platform/rpc/page-size.ts';
import { inventory } from '../contract.ts';
import type { Allocation } from '../domain/shelf.ts';
import { holds } from '../tables.ts';

interface HoldRow {
  readonly hold_id: string;
  readonly status: string;
  readonly expires_at_ms: number;
  readonly allocations: readonly Allocation[];
  readonly drawn_from: string;
}

const HOLDS = `
  select hold_id, status, (extract(epoch from expires_at) * 1000)::float8 as expires_at_ms, allocations, drawn_from
  from inventory.holds
  where hold_id > $1::uuid and ($2 = '' or status = $2)
  order by hold_id limit $3`;

export const listHolds = sqlQuery(
  inventory.listHolds,
  async (reader, { afterHoldId, limit, status }) => {
    const size = pageSize(limit);
    const rows = await reader.query<HoldRow>(HOLDS, [afterHoldId === '' ? BEFORE_ALL : afterHoldId, status, size + 1]);
    const listed = rows.slice(0, size).map((row) => ({
      holdId: row.hold_id,
      status: row.status,
      expiresAtMs: row.expires_at_ms,
      allocations: row.allocations,
      setAsideId: row.drawn_from,
    }));
    return { holds: listed, more: rows.length > size };
  },
  async (rows, request) => listFrom(rows, request),
);

function listFrom(rows: MemoryRows, { afterHoldId, limit, status }: Request<typeof inventory.listHolds>) {
  const size = pageSize(limit);
  const found = rows(holds)
    .map(({ row }) => row)
    .filter((row) => row.holdId > afterHoldId && (status === '' || row.status === status));
  const listed = found.slice(0, size).map(({ holdId, status: is, expiresAt, allocations, drawnFrom }) => ({
    holdId,
    status: is,
    expiresAtMs: expiresAt,
    allocations,
    setAsideId: drawnFrom,
  }));
  return { holds: listed, more: found.length > size };
}
