/** The checkout that the orders of a world take. */
export type CheckoutKind = 'orchestrated' | 'choreographed';

/** Every other seed has the other one. */
export function checkoutKindOf(seed: number): CheckoutKind {
  return seed % 2 === 0 ? 'choreographed' : 'orchestrated';
}
