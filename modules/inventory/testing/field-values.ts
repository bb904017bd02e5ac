import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

const inTheYear = (year: number): number => Date.UTC(year, 0, 1);

/**
 * Requests that get past the first refusal: few SKUs, stock for most of what is asked for, holds that are over and holds
 * that are not, and a few that nobody has released before they are placed.
 */
export const inventoryFieldValues: FieldValues = {
  sku: ['MUG', 'MUG', 'MUG', 'TEAPOT'],
  warehouse: ['north', 'south'],
  preferWarehouse: ['', 'north', 'south'],
  setAsideId: ['', '', 'sale-1', 'sale-2'],
  quantity: [1, 2, 3, 5],
  delta: [-4, 8, 20],
  expectedVersion: [undefined, undefined, undefined, 0, 2],
  reason: ['count'],
  holdId: [1, 2, 3, 4, 5, 6].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`),
  expiresAtMs: [inTheYear(2025), inTheYear(2027), inTheYear(2027)],
};
