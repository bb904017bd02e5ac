import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

const CART = '00000000-0000-7000-8000-000000000001';

/** Mostly one cart, so that it comes to be filled; quantities that meet their limit; few callers who saw a version, and changes that come twice. */
export const cartFieldValues: FieldValues = {
  cartId: [CART, CART, CART, CART, '00000000-0000-7000-8000-000000000002'],
  productId: ['mug', 'cup'],
  quantity: [1, 2, 600_000],
  expectedVersion: [0, 0, 0, 1, 2],
  changeId: ['', '', 'change-1', 'change-2'],
};
