import { AuditReader } from '../../views/audit/audit-reader.ts';
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

  async #stock(): Promise<string[]> {
    const wrong: string[] = [];
    const supply = new Map<string, number>();
    for await (const shelf of this.#reader.shelves()) {
      addUnits(supply, new Map([[shelf.sku, shelf.ledgerOnHand]]));
      const what = wrongShelf(shelf);
      if (what !== undefined) wrong.push(`stock-equals-ledger: ${shelf.sku} in ${shelf.warehouse} ${what}`);
    }
    const taken = new Map<string, number>();
    for await (const facts of this.#reader.byOrder()) {
      addUnits(taken, unitsTaken(facts));
      const what = orderLifecycle.wrong(facts);
      if (what !== undefined) wrong.push(`order-lifecycle: ${facts.orderId} ${what}`);
    }
    for (const sku of overdrawn(taken, supply)) {
      wrong.push(`no-oversell: ${taken.get(sku)} of ${sku} are spoken for, of ${supply.get(sku) ?? 0}`);
    }
    return wrong;
  }
}
