import {
  CouponChangedSchema,
  CouponCreatedSchema,
  CouponRedeemedSchema,
  CouponReleasedSchema,
  PromotionService,
} from '../../contracts/gen/promotion/v1/promotion_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const promotion = contract(
  PromotionService,
  {
    CouponCreated: CouponCreatedSchema,
    CouponChanged: CouponChangedSchema,
    CouponRedeemed: CouponRedeemedSchema,
    CouponReleased: CouponReleasedSchema,
  },
  { queries: ['quoteCoupon', 'getCoupons', 'listCoupons', 'auditCoupons', 'listRedemptions'] },
);
