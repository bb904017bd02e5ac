// What this browser remembers of its cart. The cart itself is the shop's.

/** A cart of the shop, and how often it was tried to order it. */
export interface KeptCart {
  readonly cartId: string;
  /** Goes up when an attempt is refused: the next one is another call, with a key of its own. */
  readonly attempt: number;
  /** The order that the newest attempt has become. While it stands, the cart is ordered. */
  readonly orderId?: string | undefined;
}

const KEY = 'holdfast.cart';

export function keptCart(storage: Pick<Storage, 'getItem'> = localStorage): KeptCart | undefined {
  const text = storage.getItem(KEY);
  if (text === null) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return isKeptCart(kept) ? kept : undefined;
  } catch {
    // Written by somebody else: the next cart takes its place.
    return undefined;
  }
}

export function keepCart(cart: KeptCart | undefined): void {
  if (cart === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(cart));
}

function isKeptCart(kept: unknown): kept is KeptCart {
  if (typeof kept !== 'object' || kept === null) return false;
  return 'cartId' in kept && typeof kept.cartId === 'string' && 'attempt' in kept && typeof kept.attempt === 'number';
}

/**
 * The key of an attempt to order a cart. It is made of the cart and not of the click: a double click, a reload, another
 * window and a lost connection are all the same attempt, and the same order.
 */
export function attemptKey({ cartId, attempt }: KeptCart): string {
  return `cart-${cartId}-${attempt}`;
}
