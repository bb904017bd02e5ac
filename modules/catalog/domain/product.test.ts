import { describe, expect, it } from 'vitest';
import { isProductKind, sameContent } from './product.ts';

const mug = { sku: 'MUG', name: 'Mug', category: 'kitchen', kind: 'goods' };

describe('the content of a product', () => {
  it('is the same when every field is', () => {
    expect(sameContent(mug, { ...mug })).toBe(true);
  });

  it.each(['sku', 'name', 'category', 'kind'])('differs with its %s', (field) => {
    expect(sameContent(mug, { ...mug, [field]: 'other' })).toBe(false);
  });

  it('is of a kind that the shop sells', () => {
    expect(['goods', 'service', '', 'Goods'].map(isProductKind)).toEqual([true, true, false, false]);
  });
});
