export interface Price {
  readonly currency: string;
  readonly amountMinor: number;
  /** The buyer names the value; the amount is only a suggestion. */
  readonly open: boolean;
}

/** True when both ask the same of a buyer, so that setting the one over the other changes nothing. */
export function samePrice(left: Price, right: Price): boolean {
  return left.currency === right.currency && left.amountMinor === right.amountMinor && left.open === right.open;
}

/** True when a product may be sold for what the shopper saw. One without a price is not for sale. */
export function stillHolds(price: Price | undefined, seen: { currency: string; amountMinor: number }): boolean {
  if (price === undefined || price.currency !== seen.currency) return false;
  return price.open ? seen.amountMinor > 0 : seen.amountMinor === price.amountMinor;
}
