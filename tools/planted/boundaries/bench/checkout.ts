import '../apps/host/host.ts';
import '../platform/store/store.ts';
import '../contracts/gen/inventory.ts';
import 'vitest';
export const checkout = 1;
export type CheckoutType = number;
