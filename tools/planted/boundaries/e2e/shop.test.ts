import '../apps/host/host.ts';
import '../platform/testing/scenario.ts';
import 'vitest';
export const shop = 1;
export type ShopType = number;
