import type { Coupon } from './coupon.ts';

// Whether a coupon makes sense, before anybody can use it.

export interface Fault {
  readonly field: string;
  readonly complaint: string;
}

type Terms = Pick<
  Coupon,
  'kind' | 'value' | 'currency' | 'minimumMinor' | 'totalLimit' | 'perCustomerLimit' | 'startsAt' | 'endsAt'
>;

/** 100 %. */
const WHOLE = 10_000;

/** What is wrong with these terms; undefined for a coupon that can be. */
export function faultOf(terms: Terms): Fault | undefined {
  return faultOfWorth(terms) ?? faultOfLimits(terms);
}

function faultOfWorth({ kind, value, currency, minimumMinor }: Terms): Fault | undefined {
  if (kind !== 'percentage' && kind !== 'fixed') return { field: 'kind', complaint: 'must be percentage or fixed' };
  if (value <= 0) return { field: 'value', complaint: 'must be more than 0' };
  if (kind === 'percentage' && value > WHOLE) return { field: 'value', complaint: 'must not be more than 100' };
  if (minimumMinor < 0) return { field: 'minimum', complaint: 'must not be negative' };
  if (currency === '' && (kind === 'fixed' || minimumMinor > 0)) {
    return { field: 'currency', complaint: 'must be there for an amount' };
  }
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) return { field: 'currency', complaint: 'must be three letters' };
  return undefined;
}

/** What is wrong with limits and time alone. */
export function faultOfLimits({
  totalLimit,
  perCustomerLimit,
  startsAt,
  endsAt,
}: Pick<Coupon, 'totalLimit' | 'perCustomerLimit' | 'startsAt' | 'endsAt'>): Fault | undefined {
  if (totalLimit < 0) return { field: 'total_limit', complaint: 'must not be negative' };
  if (perCustomerLimit < 0) return { field: 'per_customer_limit', complaint: 'must not be negative' };
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    return { field: 'ends_at', complaint: 'must be after starts_at' };
  }
  return undefined;
}
