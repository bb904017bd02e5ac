import type { Request } from '../../../platform/rpc/contract.ts';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { promotion } from '../contract.ts';
import { promotionModule } from '../module.ts';

// The words in which this module's tests are told.

export const given = scenarios(promotionModule());

/** When the test clock starts. */
export const START_MS = Date.UTC(2026, 0, 1);

export const COUPON = '00000000-0000-7000-8000-0000000000c1';
export const OTHER_COUPON = '00000000-0000-7000-8000-0000000000c2';
export const ORDER_1 = '00000000-0000-7000-8000-00000000a001';
export const ORDER_2 = '00000000-0000-7000-8000-00000000a002';
export const ORDER_3 = '00000000-0000-7000-8000-00000000a003';

type NewCoupon = Request<typeof promotion.createCoupon>;

/** Ten percent off, for anybody, at any time. */
const TEN_PERCENT: NewCoupon = {
  couponId: COUPON,
  code: 'TEN',
  discountKind: 'percentage',
  value: 1_000,
  currency: '',
  minimumMinor: 0,
  totalLimit: 0,
  perCustomerLimit: 0,
  startsAtMs: 0,
  endsAtMs: 0,
};

export const create = (terms: Partial<NewCoupon> = {}) => promotion.createCoupon({ ...TEN_PERCENT, ...terms });

export const change = (terms: Partial<Request<typeof promotion.changeCoupon>>) =>
  promotion.changeCoupon({ code: 'TEN', expectedRevision: 0, changeId: '', ...terms });

/** Goods for 20.00, with 2.00 off. */
export const redeem = (orderId: string, fields: Partial<Request<typeof promotion.redeemCoupon>> = {}) =>
  promotion.redeemCoupon({
    orderId,
    code: 'TEN',
    customerId: 'ann',
    currency: 'GBP',
    goodsMinor: 2_000,
    discountMinor: 200,
    ...fields,
  });

export const release = (orderId: string) => promotion.releaseCoupon({ orderId });
