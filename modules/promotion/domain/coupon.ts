import { assert } from '../../../platform/kernel/assert.ts';

// A coupon, what it takes off an order, and whether an order may use it.

export type CouponKind = 'percentage' | 'fixed';

/** What a coupon is worth, and on what. */
export interface Worth {
  readonly kind: CouponKind;
  /** Hundredths of a percent, or minor units of the currency. */
  readonly value: number;
  /** The only currency it is good for; empty for any. */
  readonly currency: string;
  readonly minimumMinor: number;
}

export interface Coupon extends Worth {
  readonly code: string;
  readonly couponId: string;
  /** Orders that may use it, in all and of one customer; 0 for any number. */
  readonly totalLimit: number;
  readonly perCustomerLimit: number;
  /** Milliseconds since the Unix epoch, the end not included; null for no bound. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly active: boolean;
  /** Orders that use it now. */
  readonly uses: number;
  readonly revision: number;
}

/** What somebody wants a coupon for. */
export interface Purchase {
  readonly currency: string;
  /** What the goods are worth before the discount, in minor units. */
  readonly goodsMinor: number;
}

export type Unusable =
  | 'unknown'
  | 'inactive'
  | 'not_started'
  | 'ended'
  | 'other_currency'
  | 'below_minimum'
  | 'other_discount'
  | 'used_up'
  | 'used_up_by_customer';

const WHOLE = 10_000n;

/** Codes are the same in every case. */
export function couponCode(written: string): string {
  return written.toUpperCase();
}

/**
 * What the coupon takes off, never more than the goods are worth. A percentage of half a minor unit is rounded up: who
 * is promised 10 % of 0.25 gets 0.03.
 */
export function discountMinor({ kind, value }: Worth, { goodsMinor }: Purchase): number {
  assert(Number.isSafeInteger(goodsMinor) && goodsMinor >= 0, `goods cannot be worth ${goodsMinor} minor units`);
  if (kind === 'fixed') return Math.min(value, goodsMinor);
  // The product leaves the range of exact numbers long before either factor does.
  return Number((BigInt(goodsMinor) * BigInt(value) + WHOLE / 2n) / WHOLE);
}

/** Why such an order cannot have this coupon, whoever orders and whenever. */
export function unmetTerm({ currency, minimumMinor }: Worth, purchase: Purchase): Unusable | undefined {
  if (currency !== '' && currency !== purchase.currency) return 'other_currency';
  return purchase.goodsMinor < minimumMinor ? 'below_minimum' : undefined;
}

/** Why the coupon cannot be used for this purchase now; undefined when it can. */
export function whyUnusable(
  coupon: Coupon | undefined,
  purchase: Purchase & { readonly discountMinor: number },
  usesOfCustomer: number,
  nowMs: number,
): Unusable | undefined {
  if (coupon === undefined) return 'unknown';
  const { active, startsAt, endsAt, uses, totalLimit, perCustomerLimit } = coupon;
  if (!active) return 'inactive';
  if (startsAt !== null && nowMs < startsAt) return 'not_started';
  if (endsAt !== null && nowMs >= endsAt) return 'ended';
  const unmet = unmetTerm(coupon, purchase);
  if (unmet !== undefined) return unmet;
  // What the shopper was told is what they get, or nothing is sold.
  if (discountMinor(coupon, purchase) !== purchase.discountMinor) return 'other_discount';
  if (isUsedUp(uses, totalLimit)) return 'used_up';
  return isUsedUp(usesOfCustomer, perCustomerLimit) ? 'used_up_by_customer' : undefined;
}

function isUsedUp(uses: number, limit: number): boolean {
  return limit > 0 && uses >= limit;
}
