import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToItems, type CartItem, changeInItems, MAX_ITEMS, MAX_QUANTITY, removeFromItems } from './items.ts';

const mugs = (quantity: number): CartItem => ({ productId: 'mug', quantity });
const cups = (quantity: number): CartItem => ({ productId: 'cup', quantity });
const full: CartItem[] = Array.from({ length: MAX_ITEMS }, (_, index) => ({ productId: `p${index}`, quantity: 1 }));

describe('the items of a cart', () => {
  it('keep the order in which their products were added', () => {
    expect(addToItems([mugs(1), cups(1)], mugs(2))).toEqual({ kind: 'items', items: [mugs(3), cups(1)] });
  });

  it('hold as many of one product as can be ordered, and no more', () => {
    expect(addToItems([mugs(1)], mugs(MAX_QUANTITY - 1))).toEqual({ kind: 'items', items: [mugs(MAX_QUANTITY)] });
    expect(addToItems([mugs(1)], mugs(MAX_QUANTITY))).toEqual({ kind: 'tooLarge', limit: MAX_QUANTITY });
    expect(addToItems([], mugs(MAX_QUANTITY + 1))).toEqual({ kind: 'tooLarge', limit: MAX_QUANTITY });
    expect(changeInItems([mugs(1)], mugs(MAX_QUANTITY + 1))).toEqual({ kind: 'tooLarge', limit: MAX_QUANTITY });
  });

  it('hold as many products as can be ordered, and no more', () => {
    expect(addToItems(full, mugs(1))).toEqual({ kind: 'tooLarge', limit: MAX_ITEMS });
    expect(addToItems(full, { productId: 'p0', quantity: 1 }).kind).toBe('items');
  });

  it('can be changed and removed only where they are', () => {
    expect(changeInItems([mugs(1)], cups(1))).toEqual({ kind: 'notThere' });
    expect(removeFromItems([mugs(1)], 'cup')).toEqual({ kind: 'notThere' });
    expect(removeFromItems([mugs(1), cups(2)], 'mug')).toEqual({ kind: 'items', items: [cups(2)] });
  });

  it.each([0, -1, 1.5, Number.NaN])('are never %d in number', (quantity) => {
    expect(() => addToItems([], mugs(quantity))).toThrow('send a whole number from 1');
    expect(() => changeInItems([mugs(1)], mugs(quantity))).toThrow('send a whole number from 1');
  });

  it('name each product once, within the limits, whatever is done', () => {
    const productId = fc.constantFrom('mug', 'cup', 'jug');
    const item = fc.record({ productId, quantity: fc.constantFrom(1, 2, 600_000, MAX_QUANTITY) });
    const anyStep = fc.oneof(
      item.map((added) => (items: readonly CartItem[]) => addToItems(items, added)),
      item.map((changed) => (items: readonly CartItem[]) => changeInItems(items, changed)),
      productId.map((removed) => (items: readonly CartItem[]) => removeFromItems(items, removed)),
    );
    fc.assert(
      fc.property(fc.array(anyStep), (steps) => {
        let items: readonly CartItem[] = [];
        for (const step of steps) {
          const outcome = step(items);
          if (outcome.kind === 'items') items = outcome.items;
        }
        expect(new Set(items.map((held) => held.productId)).size).toBe(items.length);
        expect(items.every(({ quantity }) => quantity >= 1 && quantity <= MAX_QUANTITY)).toBe(true);
      }),
    );
  });
});
