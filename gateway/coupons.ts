import { promotion } from '../modules/promotion/contract.ts';
import { formatMinor } from '../platform/kernel/money.ts';
import type { Reply, Request } from '../platform/rpc/contract.ts';
import type { Gateway } from './dependencies.ts';
import { moneyOf, readPrice } from './money.ts';
import { invalidField, notFound } from './problem.ts';
import { readMoment } from './read-moment.ts';
import type { AddCouponBody, ChangeCouponBody, CouponDocument } from './schemas/coupons.ts';

// Coupons as they cross the edge: percentages and amounts as decimals, moments in ISO 8601, no bound by leaving it out.

export type Coupon = Reply<typeof promotion.getCoupons>['coupons'][number];
type Terms = Omit<Request<typeof promotion.createCoupon>, 'couponId'>;
type Changes = Pick<Request<typeof promotion.changeCoupon>, 'active' | 'totalLimit' | 'perCustomerLimit' | 'endsAtMs'>;

const WHOLE_PERCENT = 100;

/** @throws Problem when there is no such coupon. */
export async function existingCoupon({ doors }: Gateway, code: string, traceId: string): Promise<Coupon> {
  const { coupons } = await doors.call(promotion.getCoupons({ codes: [code] }), { traceId });
  const [found] = coupons;
  if (found === undefined) throw notFound('coupon', code);
  return found;
}

export function couponDocument(coupon: Coupon): CouponDocument {
  const { code, discountKind, value, currency, minimumMinor, active, uses } = coupon;
  return {
    code,
    kind: discountKind,
    value: discountKind === 'percentage' ? String(value / WHOLE_PERCENT) : formatMinor(value, currency),
    ...(currency === '' ? {} : { currency }),
    ...(minimumMinor === 0 ? {} : { minimum: moneyOf(minimumMinor, currency) }),
    ...(coupon.totalLimit === 0 ? {} : { total_limit: coupon.totalLimit }),
    ...(coupon.perCustomerLimit === 0 ? {} : { per_customer_limit: coupon.perCustomerLimit }),
    ...(coupon.startsAtMs === 0 ? {} : { starts_at: new Date(coupon.startsAtMs).toISOString() }),
    ...(coupon.endsAtMs === 0 ? {} : { ends_at: new Date(coupon.endsAtMs).toISOString() }),
    active,
    uses,
  };
}

/** @throws Problem when the value is no percentage or amount, or a moment is none. */
export function readTerms(body: AddCouponBody, shopCurrency: string): Terms {
  const { code, kind, value, minimum, total_limit: totalLimit = 0, per_customer_limit: perCustomerLimit = 0 } = body;
  const hasAmount = kind === 'fixed' || minimum !== undefined;
  const currency = body.currency ?? (hasAmount ? shopCurrency : '');
  return {
    code,
    discountKind: kind,
    value: kind === 'percentage' ? readPercentage(value) : readPrice(value, currency, '/value', 1),
    currency,
    minimumMinor: minimum === undefined ? 0 : readPrice(minimum, currency, '/minimum', 0),
    totalLimit,
    perCustomerLimit,
    startsAtMs: readMoment(body.starts_at, '/starts_at'),
    endsAtMs: readMoment(body.ends_at, '/ends_at'),
  };
}

/** @throws Problem when the moment is none, or a reason is given for nothing. */
export function readChanges(body: ChangeCouponBody): Changes {
  const { active, total_limit: totalLimit, per_customer_limit: perCustomerLimit, ends_at: endsAt } = body;
  const changes = {
    ...(active === undefined ? {} : { active }),
    ...(totalLimit === undefined ? {} : { totalLimit: totalLimit ?? 0 }),
    ...(perCustomerLimit === undefined ? {} : { perCustomerLimit: perCustomerLimit ?? 0 }),
    ...(endsAt === undefined ? {} : { endsAtMs: readMoment(endsAt ?? undefined, '/ends_at') }),
  };
  if (Object.keys(changes).length === 0) throw invalidField('', 'must change something');
  return changes;
}

/** Hundredths of a percent. */
function readPercentage(value: string | number): number {
  const [, whole = '', fraction = ''] = /^(\d{1,3})(?:\.(\d{1,2})0*)?$/.exec(String(value)) ?? [];
  const hundredths = Number(whole + fraction.padEnd(2, '0'));
  if (hundredths === 0 || hundredths > 100 * WHOLE_PERCENT) {
    throw invalidField('/value', 'must be a percentage of more than 0 and at most 100, with at most 2 decimals');
  }
  return hundredths;
}
