import './shelf.ts';
import '../tables.ts';
import '../../../platform/testing/scenario.ts';
import 'vitest';
import 'fast-check';
export const shelf = 1;
export type ShelfType = number;
