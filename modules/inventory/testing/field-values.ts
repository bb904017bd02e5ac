import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Requests that get past the first refusal: few SKUs, some stock, holds that are over and holds that are not. */
export const inventoryFieldValues: FieldValues = {
  sku: ['MUG', 'TEAPOT', 'SPOON'],
  warehouse: ['north', 'south'],
  preferWarehouse: ['', 'north', 'south'],
  quantity: [1, 2, 3, 5],
  delta: [-4, -1, 3, 5, 8],
  reason: ['count'],
  expiresAtMs: [Date.UTC(2025, 0, 1), Date.UTC(2027, 0, 1)],
};
