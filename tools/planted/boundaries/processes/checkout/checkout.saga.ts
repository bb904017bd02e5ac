import './door.ts';
import '../../modules/inventory/contract.ts';
import '../../modules/order/contract.ts';
import '../../contracts/gen/inventory.ts';
import '../../platform/store/store.ts';
export const checkout = 1;
export type CheckoutType = number;
