import type pg from 'pg';
import { inventory } from '../../modules/inventory/contract.ts';
import { inventoryModule } from '../../modules/inventory/module.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { holdOf } from './hold-of.ts';
import type { Reserved, StockStrategy } from './stock-strategy.ts';

/** As the shop does: those that arrive together are decided one after another, in one transaction that has locked their rows. */
export function batched(pool: pg.Pool): StockStrategy {
  const local = new LocalModule(inventoryModule(), {
    store: new PostgresStore(pool, 'inventory'),
    clock: systemClock,
    reader: { query: async <Row>(text: string) => (await pool.query(text)).rows as Row[] },
    record: () => false,
  });
  return {
    name: 'batched',
    reserve: async (reservation) => {
      const { method, request } = inventory.reserveStock(holdOf(reservation));
      return reservedOf((await local.call(method, request)) as Reply<typeof inventory.reserveStock>);
    },
  };
}

export function reservedOf(reply: Reply<typeof inventory.reserveStock>): Reserved {
  if (reply.kind === 'released') throw new Error(`hold ${reply.holdId} was released`);
  return reply.kind === 'short' ? { kind: 'short', skus: reply.skus } : { kind: 'reserved' };
}
