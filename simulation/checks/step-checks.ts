import { AuditReader } from '../../views/audit/audit-reader.ts';
import { type OrderFacts, stockedUnits, unitsBySku } from '../../views/audit/facts.ts';
import { addUnits, overdrawn, unitsTaken } from '../../views/audit/invariants/no-oversell.ts';
import { orderLifecycle } from '../../views/audit/invariants/order-lifecycle.ts';
import { wrongShelf } from '../../views/audit/invariants/stock-equals-ledger.ts';
import type { World } from '../world/world.ts';
import type { Observer } from './observer.ts';

// Invariants that hold at every moment, looked at whenever something that they speak of has changed. They are those of
// the audit.

const OF_STOCK = ['inventory', 'ordering'];

export class StepChecks {
  readonly #world: World;
  readonly #reader: AuditReader;
  readonly #wasShort = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #seenHolds = new Set<string>();

  constructor(world: World, { doors }: Observer) {
    this.#world = world;
    this.#reader = new AuditReader(doors);
  }

  /** What is wrong now; empty where all is well. */
  async look(): Promise<string[]> {
    const { changed } = this.#world;
    const isOfStock = OF_STOCK.some((schema) => changed.has(schema));
    changed.clear();
    return isOfStock ? this.#stock() : [];
  }

  /** A batch may reserve and release within one commit: for the orders between the two there was less. */
  #takeOffFleeting(all: readonly OrderFacts[], available: Map<string, number>): void {
    for (const { orderId, hold } of all) {
      if (hold === undefined || this.#seenHolds.has(orderId)) continue;
      this.#seenHolds.add(orderId);
      if (hold.status !== 'released') continue;
      for (const [sku, units] of unitsBySku(hold.allocations)) addUnits(available, new Map([[sku, -units]]));
    }
  }

  /** An order may end for want of stock only if there was too little of it at some moment of its life. */
  #falselySoldOut({ orderId, order }: OrderFacts, available: ReadonlyMap<string, number>): string[] {
    if (order === undefined || this.#ended.has(orderId)) return [];
    const isShort = [...stockedUnits(order)].some(([sku, units]) => (available.get(sku) ?? 0) < units);
    if (isShort) this.#wasShort.add(orderId);
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
    this.#takeOffFleeting(all, available);
    for (const facts of all) {
      addUnits(taken, unitsTaken(facts));
      wrong.push(...this.#falselySoldOut(facts, available));
      const what = orderLifecycle.wrong(facts);
      if (what !== undefined) wrong.push(`order-lifecycle: ${facts.orderId} ${what}`);
    }
    for (const sku of overdrawn(taken, supply)) {
      wrong.push(`no-oversell: ${taken.get(sku)} of ${sku} are spoken for, of ${supply.get(sku) ?? 0}`);
    }
    return wrong;
  }
}
