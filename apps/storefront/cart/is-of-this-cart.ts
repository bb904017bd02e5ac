import { Refused } from '../../web/api/api.ts';

/**
 * Refusals that say nothing of the cart: nobody has signed in (401), the call took too long (408), it came too early or too
 * often (425, 429). And a cart that is gone (404) is no cart to be left for another.
 */
const OF_NO_CART = new Set([401, 404, 408, 425, 429]);

/** A refusal that will be the same whenever one asks: who has this cart gets on with another one only. */
export function isOfThisCart(error: unknown): boolean {
  if (!(error instanceof Refused)) return false;
  const { status } = error.problem;
  return status >= 400 && status < 500 && !OF_NO_CART.has(status);
}
