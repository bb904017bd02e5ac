import fc from 'fast-check';
import { expect } from 'vitest';
import { wallet } from '../../../modules/wallet/contract.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { storedLog } from '../../../platform/projections/event-log.ts';
import { Projections } from '../../../platform/projections/projections.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import { doorsOf, LocalModule, type ModuleResources } from '../../../platform/rpc/local-module.ts';
import type { Reader } from '../../../platform/rpc/module.ts';
import type { Store } from '../../../platform/store/store.ts';
import type { Table } from '../../../platform/store/table.ts';
import { histories } from '../../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { AuditReader } from '../../../views/audit/audit-reader.ts';
import { auditViews } from '../../../views/audit/invariants/views-match-modules.ts';
import { orderList } from '../../../views/orders/order-list.ts';
import { stockList } from '../../../views/stock/stock-list.ts';
import { movements, totals, type WalletRow, wallets } from '../../../views/wallets/tables.ts';
import { walletView } from '../../../views/wallets/wallet-view.ts';
import { PROJECTIONS } from '../projections.ts';
import { shownViews } from '../shown-views.ts';
import { buildModule, FIELD_VALUES } from './module-histories.ts';

// Random histories of the modules that views are fed by, and what the views have to show after them.

export const VIEWED = ['order', 'payment', 'inventory', 'wallet'] as const;

export type Viewed = (typeof VIEWED)[number];

export interface Request {
  readonly path: string;
  readonly request: unknown;
}

/** Commands of all of the modules, mixed. */
export const anyHistory: fc.Arbitrary<Request[]> = fc
  .tuple(...VIEWED.map((name) => histories(buildModule(name), FIELD_VALUES[name])))
  .chain((all) =>
    fc.shuffledSubarray(
      all.flat().map(({ method, request }) => ({ path: method.path, request })),
      { minLength: 1 },
    ),
  );

/** The modules, each on a store of its own. */
export class PlayedModules {
  readonly clock = new FakeClock();
  readonly modules = VIEWED.map((name) => ({ name, module: buildModule(name) }));
  readonly stores: ReadonlyMap<Viewed, Store>;
  readonly #locals: readonly LocalModule[];

  constructor(
    storeOf: (schema: string) => Store,
    readerOf: (store: Store) => Reader,
    record: ModuleResources['record'],
  ) {
    const { clock } = this;
    this.stores = new Map(this.modules.map(({ name, module }) => [name, storeOf(module.name)]));
    this.#locals = this.modules.map(({ name, module }) => {
      const store = this.store(name);
      return new LocalModule(module, { store, clock, reader: readerOf(store), record });
    });
  }

  get doors(): Doors {
    return doorsOf(this.#locals);
  }

  async play(requests: readonly Request[]): Promise<void> {
    for (const { path, request } of requests) {
      for (const local of this.#locals) {
        const method = local.module.contract.methods.find((each) => each.path === path);
        // A request that cannot be decided is another test's concern.
        if (method !== undefined) await local.call(method, request).catch(() => undefined);
      }
      this.clock.advance(7);
    }
  }

  /** The views, fed by what the modules have logged. */
  projections(store: Store): Projections {
    const logs = new Map(
      this.modules.map(({ name, module }) => [module.contract.service, storedLog(this.store(name))]),
    );
    const onFailure = (_name: string, error: Error): never => {
      throw error;
    };
    return new Projections({ store, projections: PROJECTIONS, logs, clock: this.clock, onFailure });
  }

  async rows(name: Viewed, table: string): Promise<Row[]> {
    const { module } = present(
      this.modules.find((each) => each.name === name),
      name,
    );
    const declared = present(
      module.tables.find((each) => each.name === table),
      table,
    );
    const found = await this.store(name).transact((reading) => reading.find(declared, [], { limit: ALL }));
    return found.map(({ row }) => row as Row);
  }

  store(name: Viewed): Store {
    return present(this.stores.get(name), name);
  }
}

type Row = Record<string, unknown>;

const ALL = 10_000;

/** Holds what a reader of the views sees against the rows of the modules. */
export async function expectViewsToShow(played: PlayedModules, projections: Projections): Promise<void> {
  const orders = (await played.rows('order', 'orders')).filter(({ status }) => status !== 'WITHDRAWN');
  const payments = new Map((await played.rows('payment', 'payments')).map((row) => [row.paymentId, row]));
  const page = await orderList(projections).page({ customerId: '', status: '', before: '', limit: ALL });
  const shown = new Map(present(page, 'page').orders.map((order) => [order.orderId as unknown, order]));
  expect([...shown.keys()].sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
  for (const order of orders) {
    const { lines, note: _, ...kept } = order;
    const view = present(shown.get(order.orderId), 'view');
    expect(view).toMatchObject(kept);
    expect(lines).toMatchObject(view.lines.map(({ subtotalMinor: _subtotal, ...line }) => line));
    const paid = payments.get(order.orderId);
    // A payment that was let go before it was asked for tells nothing.
    if (paid !== undefined && paid.currency !== '') {
      const { status, authorisedMinor, capturedMinor, refundedMinor, declineCode } = paid;
      expect(view.payment).toEqual({ status, authorisedMinor, capturedMinor, refundedMinor, declineCode });
    }
  }
  const stock = present(await stockList(projections).page({ prefix: '', after: '', limit: ALL }), 'page').skus;
  const inViews = stock.map(({ sku, warehouses }) => ({
    sku,
    warehouses: warehouses.map(({ warehouse, onHand, reserved }) => ({ warehouse, onHand, reserved })),
  }));
  expect(inViews).toEqual(await played.rows('inventory', 'shelves'));
  await expectWalletsToBeShown(played, projections);
  await expectAuditToAgree(played, projections, new Set(stock.map(({ sku }) => sku)));
}

async function expectWalletsToBeShown({ doors }: PlayedModules, projections: Projections): Promise<void> {
  await projections.caughtUp(walletView.name, 0);
  const request = { customerId: '', afterWalletId: '', limit: 1_000 };
  const { wallets: standing } = await doors.call(wallet.listWallets(request));
  const find = async <Row>(table: Table<Row>) =>
    present(await projections.find(walletView.name, table, [], { limit: ALL }), table.name).map(({ row }) => row);
  const shown = await find(wallets);
  for (const [index, now] of standing.entries()) {
    const { version: walletVersion, ...told } = now;
    expect(shown[index]).toMatchObject({ ...told, walletVersion });
  }
  expect(shown).toHaveLength(standing.length);
  const moved = await find(movements);
  for (const row of shown) {
    const { walletId } = row;
    const { entries } = await doors.call(wallet.getStatement({ walletId, beforeVersion: 0, limit: 1_000 }));
    const own = moved.filter((one) => one.walletId === walletId);
    const balances = entries.filter(({ amountMinor }) => amountMinor !== 0).reverse();
    expect(own).toMatchObject(balances.map(({ version: walletVersion, ...entry }) => ({ walletVersion, ...entry })));
    expect(own).toHaveLength(balances.length);
    expect(row.movements).toBe(balances.length);
  }
  for (const row of await find(totals)) {
    const own = shown.filter(({ currency }) => currency === row.currency);
    const sum = (of: (each: WalletRow) => number) => own.reduce((total, each) => total + BigInt(of(each)), 0n);
    expect(row).toMatchObject({
      wallets: own.length,
      balanceMinor: String(sum(({ balanceMinor }) => balanceMinor)),
      creditedMinor: String(sum(({ creditedMinor }) => creditedMinor)),
      debitedMinor: String(sum(({ debitedMinor }) => debitedMinor)),
      movements: Number(sum((each) => each.movements)),
    });
  }
}

/** Both look at the same, so the audit of views is tested by whatever tests the views. */
async function expectAuditToAgree(
  { doors, clock }: PlayedModules,
  projections: Projections,
  skus: ReadonlySet<string>,
) {
  const settle = { clock, settleMs: 0 };
  const { detail } = await auditViews(shownViews(projections), new AuditReader(doors), settle, skus);
  expect(detail).toMatch(/with what views show; nothing is wrong\.$/);
}
