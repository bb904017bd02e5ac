import '../contract.ts';
import '../domain/shelf.ts';
import '../../../contracts/gen/inventory.ts';
import '../../../platform/store/store.ts';
export const reserve_stock = 1;
export type ReserveStockType = number;
