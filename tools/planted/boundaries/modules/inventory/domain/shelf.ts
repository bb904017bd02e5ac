import '../../../platform/kernel/ids.ts';
export const shelf = 1;
export type ShelfType = number;
