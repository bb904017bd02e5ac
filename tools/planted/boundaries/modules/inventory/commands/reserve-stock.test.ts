import '../testing/given.ts';
import '../module.ts';
import '../../../platform/testing/scenario.ts';
import 'vitest';
export const reserve_stock = 1;
export type ReserveStockType = number;
