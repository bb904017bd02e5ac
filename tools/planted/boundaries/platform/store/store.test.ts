import './store.ts';
import '../testing/scenario.ts';
import 'vitest';
import 'fast-check';
export const store = 1;
export type StoreType = number;
