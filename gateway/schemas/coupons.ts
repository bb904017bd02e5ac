import { type Static, Type } from '@sinclair/typebox';
import { currencyCode, oneOf } from '../validation.ts';
import { CLOSED, Id, Moment, MoneyRef, named, PAGE_QUERY, Price, pageOf, Time, text } from './building-blocks.ts';

const COUPON_KINDS = ['percentage', 'fixed'] as const;

const Limit = Type.Integer({ minimum: 1, maximum: 1_000_000_000 });

const CouponCode = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: '1 to 64 letters, digits, dots, hyphens and underscores, kept in upper case',
});

export const CouponParams = Type.Object({ code: Id });

export const AddCoupon = Type.Object(
  {
    code: CouponCode,
    kind: oneOf(COUPON_KINDS),
    value: Type.Union([Price], { description: 'a percentage with at most 2 decimals, or an amount' }),
    currency: Type.Optional(currencyCode('. An amount without one is in the currency of the shop')),
    minimum: Type.Optional(Price),
    total_limit: Type.Optional(Limit),
    per_customer_limit: Type.Optional(Limit),
    starts_at: Type.Optional(Moment),
    ends_at: Type.Optional(Moment),
  },
  { ...CLOSED, examples: [{ code: 'WELCOME10', kind: 'percentage', value: 10, per_customer_limit: 1 }] },
);
export type AddCouponBody = Static<typeof AddCoupon>;

export const ChangeCoupon = Type.Object(
  {
    active: Type.Optional(Type.Boolean()),
    total_limit: Type.Optional(
      Type.Union([Limit, Type.Null()], { description: 'an integer from 1, or null for none' }),
    ),
    per_customer_limit: Type.Optional(
      Type.Union([Limit, Type.Null()], { description: 'an integer from 1, or null for none' }),
    ),
    ends_at: Type.Optional(
      Type.Union([Moment, Type.Null()], { description: 'a moment in ISO 8601 with its offset, or null for never' }),
    ),
    reason: Type.Optional(text(0, 1_000)),
  },
  { ...CLOSED, minProperties: 1, examples: [{ active: false, reason: 'It got about.' }] },
);
export type ChangeCouponBody = Static<typeof ChangeCoupon>;

export const ListCouponsQuery = Type.Object(PAGE_QUERY, CLOSED);

export const Coupon = Type.Object(
  {
    code: Type.String(),
    kind: Type.String({ description: COUPON_KINDS.join(' or ') }),
    value: Type.String({ description: 'A percentage, or an amount of the currency' }),
    currency: Type.Optional(Type.String({ description: 'The only currency that it is good for' })),
    minimum: Type.Optional(MoneyRef),
    total_limit: Type.Optional(Type.Integer()),
    per_customer_limit: Type.Optional(Type.Integer()),
    starts_at: Type.Optional(Time),
    ends_at: Type.Optional(Time),
    active: Type.Boolean(),
    uses: Type.Integer({ description: 'Orders that use it now' }),
  },
  { $id: 'Coupon' },
);
export type CouponDocument = Static<typeof Coupon>;

export const CouponRef = named(Coupon);
export const CouponPage = pageOf(Coupon);
