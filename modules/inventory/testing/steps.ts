import { scenarios, wait } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { inventoryModule } from '../module.ts';

// The words in which this module's tests are told.

export const given = scenarios(inventoryModule());

export const HOLD_1 = '00000000-0000-7000-8000-00000000a001';
export const HOLD_2 = '00000000-0000-7000-8000-00000000a002';

/** When the holds of these tests end: an hour after the test clock starts. */
const HOLD_ENDS_MS = Date.UTC(2026, 0, 1, 1);
export const untilHoldsHaveEnded = wait(3_600_000);

let received = 0;

/** Goods in, under an adjustment id of its own. */
export function receive(sku: string, quantity: number, warehouse = 'north') {
  received += 1;
  return adjust(`goods-in-${received}`, sku, quantity, warehouse);
}

export function adjust(adjustmentId: string, sku: string, delta: number, warehouse = 'north') {
  return inventory.adjustStock({ adjustmentId, sku, warehouse, delta, reason: 'count' });
}

export function reserve(holdId: string, ...lines: readonly (readonly [sku: string, quantity: number])[]) {
  return reserveFrom('', holdId, ...lines);
}

export function reserveFrom(
  preferWarehouse: string,
  holdId: string,
  ...lines: readonly (readonly [sku: string, quantity: number])[]
) {
  return inventory.reserveStock({
    holdId,
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
    expiresAtMs: HOLD_ENDS_MS,
    preferWarehouse,
    setAsideId: '',
  });
}

/** Reserves out of a set-aside. */
export function drawFrom(
  setAsideId: string,
  holdId: string,
  ...lines: readonly (readonly [sku: string, quantity: number])[]
) {
  return inventory.reserveStock({
    holdId,
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
    expiresAtMs: HOLD_ENDS_MS,
    preferWarehouse: '',
    setAsideId,
  });
}

export function setAside(setAsideId: string, ...lines: readonly (readonly [sku: string, quantity: number])[]) {
  return inventory.setAsideStock({
    setAsideId,
    lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
    preferWarehouse: '',
  });
}

export const endSetAside = (setAsideId: string) => inventory.endSetAside({ setAsideId });

export const release = (holdId: string) => inventory.releaseStock({ holdId });
export const confirm = (holdId: string) => inventory.confirmStock({ holdId });
export const giveBack = (holdId: string) => inventory.returnStock({ holdId });
export const expire = (holdId: string) => inventory.expireHold({ holdId });
export const levels = (...skus: readonly string[]) => inventory.getStock({ skus });
