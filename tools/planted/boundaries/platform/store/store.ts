import '../kernel/ids.ts';
import 'pg';
import 'node:fs';
export const store = 1;
export type StoreType = number;
