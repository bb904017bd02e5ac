import '../modules/inventory/module.ts';
import '../gateway/server.ts';
export const world = 1;
export type WorldType = number;
