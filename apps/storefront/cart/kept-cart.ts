import { newKey } from '../../web/api/new-key.ts';

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
/** The newest cart that became an order, for a window that still shows it. */
const ORDERED_KEY = 'holdfast.cart.ordered';
/** Written whenever the cart changes, so that other windows read it anew. */
const CHANGED_KEY = 'holdfast.cart.changed';

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

export function rememberOrdered(cartId: string, orderId: string): void {
  localStorage.setItem(ORDERED_KEY, JSON.stringify({ cartId, orderId }));
}

/** The order that a cart has become, as far as this browser remembers. */
export function orderedAs(cartId: string, storage: Pick<Storage, 'getItem'> = localStorage): string | undefined {
  try {
    const kept: unknown = JSON.parse(storage.getItem(ORDERED_KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('cartId' in kept) || !('orderId' in kept)) return undefined;
    return kept.cartId === cartId && typeof kept.orderId === 'string' ? kept.orderId : undefined;
  } catch {
    return undefined;
  }
}

/** Tells other windows that the cart has other things in it now. */
export function tellChange(): void {
  localStorage.setItem(CHANGED_KEY, newKey());
}

/** Tells when another window has changed the cart, or put another in its place. */
export function onChangeElsewhere(changed: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === KEY || key === CHANGED_KEY) changed();
  });
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
