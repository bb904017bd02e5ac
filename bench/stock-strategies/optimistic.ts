import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { reserveStock } from '../../modules/inventory/commands/reserve-stock.ts';
import type { inventory } from '../../modules/inventory/contract.ts';
import { inventoryModule } from '../../modules/inventory/module.ts';
import { executeBatch } from '../../platform/batching/execute-batch.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { Conflict, type Store } from '../../platform/store/store.ts';
import { reservedOf } from './batched.ts';
import { holdOf, isHeld } from './hold-of.ts';
import { ATTEMPTS, pauseMs, type StockStrategy } from './stock-strategy.ts';
import { Turns } from './turns.ts';

/**
 * The same decision, one order a transaction: rows are read without a lock, and written only if their versions are still
 * those that were read. "No stock" is what was decided; "version changed" is a conflict, and tried again.
 */
export function optimistic(pool: pg.Pool): StockStrategy {
  const tables = inventoryModule().tables.filter(({ appendOnly }) => !appendOnly);
  const context = { store: withoutLocks(new PostgresStore(pool, 'inventory')), tables, record: () => false };
  const turns = new Turns(pool.options.max);
  return {
    name: 'optimistic',
    reserve: async (reservation) => {
      for (let attempt = 1; ; attempt++) {
        const pending = {
          command: reserveStock,
          request: holdOf(reservation),
          nowMs: Date.now(),
          traceId: undefined,
          isFirst: false,
        };
        try {
          const [settled] = await turns.take(() => executeBatch([pending], context));
          if (settled === undefined || 'failure' in settled) throw settled?.failure ?? new Error('nothing was decided');
          const reserved = reservedOf(settled.reply as Reply<typeof inventory.reserveStock>);
          const isTaken = reserved.kind === 'short' && (await isHeld(pool, reservation.orderId));
          return isTaken ? { kind: 'reserved' } : reserved;
        } catch (error) {
          if (!(error instanceof Conflict)) throw error;
          if (attempt === ATTEMPTS) return { kind: 'conflict' };
          await pause(pauseMs(attempt));
        }
      }
    },
  };
}

function withoutLocks(store: Store): Store {
  return {
    transact: (work) =>
      store.transact((transaction) =>
        work({ ...transaction, load: (table, keys) => transaction.load(table, keys, { lock: false }) }),
      ),
  };
}
