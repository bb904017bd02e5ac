import { checkouts, requests } from '../../processes/checkout/choreographed/tables.ts';
import type { PlacedBefore } from '../../processes/checkout/door.ts';
import { AuditReader } from '../../views/audit/audit-reader.ts';
import { type OrderFacts, unitsBySku } from '../../views/audit/facts.ts';
import { addUnits, overdrawn, unitsTaken } from '../../views/audit/invariants/no-oversell.ts';
import { orderLifecycle } from '../../views/audit/invariants/order-lifecycle.ts';
import { wrongShelf } from '../../views/audit/invariants/stock-equals-ledger.ts';
import { CHECKOUT_SCHEMA } from '../host/choreography.ts';
import type { World } from '../world/world.ts';
import type { Observer } from './observer.ts';
import type { SaleChecks } from './sale-checks.ts';

// Invariants that hold at every moment, looked at whenever something that they speak of has changed. They are those of
// the audit.

/** Hosts that stood still, or were down, are back by then, and clocks agree. */
const CALM_MS = 45_000;
const DEADLINE_GRACE_MS = 15_000;
const OF_STOCK = ['inventory', 'ordering'];

export class StepChecks {
  readonly #world: World;
  readonly #reader: AuditReader;
  readonly #wasShort = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #seenHolds = new Set<string>();
  readonly #sale: SaleChecks | undefined;
  #available: ReadonlyMap<string, number> = new Map();

  constructor(world: World, { doors }: Observer, sale: SaleChecks | undefined) {
    this.#world = world;
    this.#sale = sale;
    this.#reader = new AuditReader(doors);
  }

  /** What is wrong now; empty where all is well. */
  async look(): Promise<string[]> {
    const { changed } = this.#world;
    const isOfStock = OF_STOCK.some((schema) => changed.has(schema));
    const isOfCheckouts = changed.has(CHECKOUT_SCHEMA);
    const ofSale = (await this.#sale?.look(changed)) ?? [];
    changed.clear();
    if (isOfStock) return [...ofSale, ...this.#overdue(), ...(await this.#stock())];
    if (isOfCheckouts) this.#noteShort(this.#available);
    return [...ofSale, ...this.#overdue()];
  }

  /** When hosts run undisturbed, deadlines of checkouts without a conductor are kept. */
  #overdue(): string[] {
    const { nowMs } = this.#world.scheduler;
    if (nowMs < this.#world.calmSinceMs + CALM_MS) return [];
    const late = this.#world.databaseOf(CHECKOUT_SCHEMA).committed.unsortedRows(checkouts);
    return late
      .filter(({ row: { dueAt } }) => dueAt !== null && dueAt + DEADLINE_GRACE_MS < nowMs)
      .map(({ row: { orderId, state } }) => `deadlines: checkout ${orderId} is ${state.phase} past its deadline`);
  }

  /** Without a conductor stock may be refused before there is an order: its life begins with its request. */
  #noteShort(available: ReadonlyMap<string, number>): void {
    for (const { row } of this.#world.databaseOf(CHECKOUT_SCHEMA).committed.unsortedRows(requests)) {
      if (this.#ended.has(row.orderId) || this.#wasShort.has(row.orderId)) continue;
      if (isShort(row.data, available)) this.#wasShort.add(row.orderId);
    }
  }

  /**
   * The least that there may have been at a moment of the commit: a batch may reserve first, and then release, receive or
   * give back what was set aside. For the orders between there was less than before it and after it.
   */
  #leastWithin(all: readonly OrderFacts[], available: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const least = new Map(this.#available);
    for (const { orderId, hold } of all) {
      if (hold === undefined || this.#seenHolds.has(orderId)) continue;
      this.#seenHolds.add(orderId);
      if (hold.setAsideId !== '') continue;
      for (const [sku, units] of unitsBySku(hold.allocations)) addUnits(least, new Map([[sku, -units]]));
    }
    for (const [sku, units] of available) least.set(sku, Math.min(units, least.get(sku) ?? units));
    return least;
  }

  /** An order may end for want of stock only if there was too little of it at some moment of its life. */
  #falselySoldOut({ orderId, order }: OrderFacts, available: ReadonlyMap<string, number>): string[] {
    if (order === undefined || this.#ended.has(orderId)) return [];
    // An order of the sale draws on what is set aside, which is another check.
    if (this.#sale?.has(orderId)) return [];
    if (isShort(order, available)) this.#wasShort.add(orderId);
    if (order.status === 'PENDING') return [];
    this.#ended.add(orderId);
    if (order.reason !== 'out_of_stock' || this.#wasShort.has(orderId)) return [];
    return [`no-false-sold-out: ${orderId} ended for want of stock that was there all the time`];
  }

  async #stock(): Promise<string[]> {
    const wrong: string[] = [];
    const supply = new Map<string, number>();
    const available = new Map<string, number>();
    for await (const shelf of this.#reader.shelves()) {
      addUnits(supply, new Map([[shelf.sku, shelf.ledgerOnHand]]));
      const what = wrongShelf(shelf);
      addUnits(available, new Map([[shelf.sku, shelf.onHand - shelf.reserved]]));
      if (what !== undefined) wrong.push(`stock-equals-ledger: ${shelf.sku} in ${shelf.warehouse} ${what}`);
    }
    const taken = new Map<string, number>();
    const all: OrderFacts[] = [];
    for await (const facts of this.#reader.byOrder()) all.push(facts);
    const least = this.#leastWithin(all, available);
    this.#available = available;
    this.#noteShort(least);
    for (const facts of all) {
      addUnits(taken, unitsTaken(facts));
      wrong.push(...this.#falselySoldOut(facts, least));
      const what = orderLifecycle.wrong(facts);
      if (what !== undefined) wrong.push(`order-lifecycle: ${facts.orderId} ${what}`);
    }
    for (const sku of overdrawn(taken, supply)) {
      wrong.push(`no-oversell: ${taken.get(sku)} of ${sku} are spoken for, of ${supply.get(sku) ?? 0}`);
    }
    return wrong;
  }
}

function isShort({ lines }: Pick<PlacedBefore, 'lines'>, available: ReadonlyMap<string, number>): boolean {
  const stocked = lines.filter((line) => line.stocked);
  return [...unitsBySku(stocked)].some(([sku, units]) => (available.get(sku) ?? 0) < units);
}
