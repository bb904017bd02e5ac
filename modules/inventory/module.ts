import type { Module } from '../../platform/rpc/module.ts';
import { adjustStock } from './commands/adjust-stock.ts';
import { confirmStock } from './commands/confirm-stock.ts';
import { endSetAside } from './commands/end-set-aside.ts';
import { expireHold } from './commands/expire-hold.ts';
import { releaseStock } from './commands/release-stock.ts';
import { reserveStock } from './commands/reserve-stock.ts';
import { returnStock } from './commands/return-stock.ts';
import { setAsideStock } from './commands/set-aside-stock.ts';
import { sweepExpiredHolds } from './commands/sweep-expired-holds.ts';
import { inventory } from './contract.ts';
import { auditStock } from './queries/audit-stock.ts';
import { countDrawn } from './queries/count-drawn.ts';
import { getHolds } from './queries/get-holds.ts';
import { getSetAsides } from './queries/get-set-asides.ts';
import { getStock } from './queries/get-stock.ts';
import { listHolds } from './queries/list-holds.ts';
import { listMovements } from './queries/list-movements.ts';
import { openHolds } from './queries/open-holds.ts';
import { holds, movements, setAsides, shelves } from './tables.ts';

export interface InventoryOptions {
  /** How often holds whose time is over are given back. */
  readonly sweepEveryMs?: number;
}

export function inventoryModule({ sweepEveryMs = 5_000 }: InventoryOptions = {}): Module {
  return {
    name: 'inventory',
    contract: inventory,
    tables: [holds, setAsides, shelves, movements],
    commands: [
      adjustStock,
      reserveStock,
      releaseStock,
      confirmStock,
      returnStock,
      expireHold,
      setAsideStock,
      endSetAside,
    ],
    keyedQueries: [getSetAsides, getStock, getHolds],
    sqlQueries: [auditStock, listHolds, countDrawn, listMovements],
    gauges: [openHolds],
    tasks: [sweepExpiredHolds(sweepEveryMs)],
  };
}
