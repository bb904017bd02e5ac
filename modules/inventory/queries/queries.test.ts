import { describe, expect, it } from 'vitest';
import type { Reader } from '../../../platform/rpc/module.ts';
import { given, HOLD_1, levels, receive, reserve } from '../testing/steps.ts';
import { auditStock } from './audit-stock.ts';
import { listHolds } from './list-holds.ts';

/** Answers every query with these rows and remembers its values. */
function answering(rows: readonly object[]): Reader & { values: readonly unknown[] } {
  const reader = {
    values: [] as readonly unknown[],
    query: async <Row>(_text: string, values: readonly unknown[] = []) => {
      reader.values = values;
      return rows as Row[];
    },
  };
  return reader;
}

describe('asking for stock', () => {
  it('tells the levels of the SKUs that are known, each once', () =>
    given(receive('MUG', 3), receive('MUG', 2, 'south'), reserve(HOLD_1, ['MUG', 1]))
      .when(levels('MUG', 'UNKNOWN', 'MUG'))
      .then({
        levels: [
          {
            sku: 'MUG',
            warehouses: [
              { warehouse: 'north', onHand: 3, reserved: 1 },
              { warehouse: 'south', onHand: 2, reserved: 0 },
            ],
            version: 3,
          },
        ],
      }));
});

describe('listing holds', () => {
  const rows = [1, 2].map((digit) => ({ hold_id: `h-${digit}`, status: 'held', expires_at_ms: 7, allocations: [] }));

  it('tells when there are more', async () => {
    const page = await listHolds.run(answering(rows), { afterHoldId: '', limit: 1, status: '' });

    expect(page).toEqual({ holds: [{ holdId: 'h-1', status: 'held', expiresAtMs: 7, allocations: [] }], more: true });
  });

  it('begins before every id and asks for no more than a page can carry', async () => {
    const reader = answering(rows);
    await listHolds.run(reader, { afterHoldId: '', limit: 1_000_000, status: 'held' });

    expect(reader.values).toEqual(['00000000-0000-0000-0000-000000000000', 'held', 1001]);
  });
});

describe('auditing stock', () => {
  it('counts a page in SKUs, however many warehouses they have', async () => {
    const counted = { on_hand: 1, reserved: 0, ledger_on_hand: 1, held: 0 };
    const reader = answering([
      { sku: 'MUG', warehouse: 'north', ...counted },
      { sku: 'MUG', warehouse: 'south', ...counted },
      { sku: 'POT', warehouse: 'north', ...counted },
    ]);
    const page = await auditStock.run(reader, { afterSku: '', limit: 1 });

    const audited = { sku: 'MUG', onHand: 1, reserved: 0, ledgerOnHand: 1, held: 0 };
    expect(page).toEqual({
      shelves: [
        { ...audited, warehouse: 'north' },
        { ...audited, warehouse: 'south' },
      ],
      more: true,
    });
  });
});
