import '../platform/store/store.ts';
import 'vitest';
export const guard = 1;
export type GuardType = number;
