import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { logEvents, storedLog } from '../../platform/projections/event-log.ts';
import { Projections } from '../../platform/projections/projections.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { orderList } from '../../views/orders/order-list.ts';
import { stockList } from '../../views/stock/stock-list.ts';
import { PROJECTIONS, VIEWED_TYPES } from './projections.ts';
import { buildModule, FIELD_VALUES } from './testing/module-histories.ts';

const VIEWED = ['order', 'payment', 'inventory'] as const;
const RUNS = 100;
const ALL = 1_000;

type Row = Record<string, unknown>;

interface Played {
  rows(module: (typeof VIEWED)[number], table: string): Row[];
  readonly projections: Projections;
}

/** Plays a history of each module in memory, with views that are fed by what the modules log. */
async function play(given: readonly { readonly path: string; readonly request: unknown }[], types = VIEWED_TYPES) {
  const clock = new FakeClock();
  let ids = 0;
  const newId = () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  const keep = logEvents(newId, types);
  const locals = new Map(
    VIEWED.map((name) => {
      const module = buildModule(name);
      const store = new MemoryStore();
      const reader = { query: () => Promise.reject(new Error('a history has commands only')) };
      return [name, { module, store, local: new LocalModule(module, { store, clock, reader, record: keep }) }] as const;
    }),
  );
  const all = [...locals.values()];
  const logs = new Map(all.map(({ module, store }) => [module.contract.service, storedLog(store)]));
  const store = new MemoryStore();
  const onFailure = (_name: string, error: Error): never => {
    throw error;
  };
  const projections = new Projections({ store, projections: PROJECTIONS, logs, clock, onFailure });
  for (const { path, request } of given) {
    for (const { module, local } of all) {
      const method = module.contract.methods.find((each) => each.path === path);
      // A request that cannot be decided is another test's concern.
      if (method !== undefined) await local.call(method, request).catch(() => undefined);
    }
    clock.advance(7);
  }
  for (const { name } of PROJECTIONS) for (let turn = 0; turn < 3; turn++) await projections.turn(name);
  const played: Played = {
    projections,
    rows: (name, table) => {
      const { module, store: own } = present(locals.get(name), name);
      const declared = present(
        module.tables.find((each) => each.name === table),
        table,
      );
      return own.rows(declared).map(({ row }) => row as Row);
    },
  };
  return played;
}

const anyHistory = fc.tuple(...VIEWED.map((name) => histories(buildModule(name), FIELD_VALUES[name]))).chain((all) =>
  fc.shuffledSubarray(
    all.flat().map(({ method, request }) => ({ path: method.path, request })),
    { minLength: 1 },
  ),
);

async function expectViewsToShow({ rows, projections }: Played): Promise<void> {
  const orders = rows('order', 'orders').filter(({ status }) => status !== 'WITHDRAWN');
  const payments = new Map(rows('payment', 'payments').map((row) => [row.paymentId, row]));
  const page = await orderList(projections).page({ customerId: '', status: '', before: '', limit: ALL });
  const shown = present(page, 'page').orders;
  expect(shown.map(({ orderId }) => orderId).sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
  for (const order of orders) {
    const { lines, note: _, ...kept } = order;
    const view = present(
      shown.find(({ orderId }) => orderId === order.orderId),
      'view',
    );
    expect(view).toMatchObject(kept);
    expect(lines).toMatchObject(view.lines.map(({ subtotalMinor: _subtotal, ...line }) => line));
    const paid = payments.get(order.orderId);
    // A payment that was let go before it was asked for tells nothing.
    if (paid !== undefined && paid.currency !== '') {
      const { status, authorisedMinor, capturedMinor, refundedMinor, declineCode } = paid;
      expect(view.payment).toEqual({ status, authorisedMinor, capturedMinor, refundedMinor, declineCode });
    }
  }
  const stock = present(await stockList(projections).page({ after: '', limit: ALL }), 'page').skus;
  const shelves = rows('inventory', 'shelves') as { sku: string; warehouses: { onHand: number; reserved: number }[] }[];
  const inViews = stock.map(({ sku, warehouses }) => ({
    sku,
    warehouses: warehouses.map(({ warehouse, onHand, reserved }) => ({ warehouse, onHand, reserved })),
  }));
  expect(inViews).toEqual(shelves);
}

describe('the views', () => {
  it('show what the modules hold, after any history', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, async (history) => expectViewsToShow(await play(history))),
      { numRuns: RUNS },
    ));

  it.each([...VIEWED_TYPES])('would not, without %s', async (missing) => {
    const types = new Set([...VIEWED_TYPES].filter((type) => type !== missing));
    const without = fc.assert(
      fc.asyncProperty(anyHistory, async (history) => expectViewsToShow(await play(history, types))),
      { numRuns: 20 * RUNS, endOnFailure: true },
    );
    await expect(without).rejects.toThrow('Property failed');
  });
});
