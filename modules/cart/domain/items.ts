import { assert } from '../../../platform/kernel/assert.ts';

// What a cart holds: at most one item per product, in the order in which the products were added. The limits are those
// of an order, so that no cart grows into something that cannot be ordered.

export const MAX_QUANTITY = 1_000_000;
export const MAX_ITEMS = 1_000;

export interface CartItem {
  readonly productId: string;
  readonly quantity: number;
}

interface Items {
  readonly kind: 'items';
  readonly items: readonly CartItem[];
}

interface TooLarge {
  readonly kind: 'tooLarge';
  readonly limit: number;
}

interface NotThere {
  readonly kind: 'notThere';
}

/** Adds to what there is of the product. */
export function addToItems(items: readonly CartItem[], added: CartItem): Items | TooLarge {
  assertQuantity(added);
  const held = items.find(({ productId }) => productId === added.productId);
  if (held === undefined) {
    if (items.length >= MAX_ITEMS) return { kind: 'tooLarge', limit: MAX_ITEMS };
    return withinLimit(added, [...items, added]);
  }
  const more = { ...held, quantity: held.quantity + added.quantity };
  return withinLimit(more, replaced(items, more));
}

/** Sets how many there are of the product, which keeps its place. */
export function changeInItems(items: readonly CartItem[], changed: CartItem): Items | TooLarge | NotThere {
  assertQuantity(changed);
  if (!items.some(({ productId }) => productId === changed.productId)) return { kind: 'notThere' };
  return withinLimit(changed, replaced(items, changed));
}

/** Takes the product out. */
export function removeFromItems(items: readonly CartItem[], removed: string): Items | NotThere {
  const rest = items.filter(({ productId }) => productId !== removed);
  return rest.length === items.length ? { kind: 'notThere' } : { kind: 'items', items: rest };
}

function replaced(items: readonly CartItem[], by: CartItem): CartItem[] {
  return items.map((item) => (item.productId === by.productId ? by : item));
}

function withinLimit({ quantity }: CartItem, items: readonly CartItem[]): Items | TooLarge {
  return quantity > MAX_QUANTITY ? { kind: 'tooLarge', limit: MAX_QUANTITY } : { kind: 'items', items };
}

function assertQuantity({ productId, quantity }: CartItem): void {
  assert(
    Number.isInteger(quantity) && quantity >= 1,
    `${quantity} of product ${productId} cannot be in a cart; send a whole number from 1`,
  );
}
