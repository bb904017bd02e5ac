import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { saga, untilAnswered } from '../../platform/saga/definition.ts';

export interface CancellationData {
  readonly orderId: string;
  readonly refundId: string;
  readonly totalMinor: number;
  /** The coupon that the order uses; empty for none, and not there in sagas from before there were coupons. */
  readonly coupon?: string;
}

// A confirmed order is undone by going forward: the decision to cancel was made in the order, so every step is sent
// until it is answered. Money first: a customer waits for it, the shelf does not.
export const cancellation = saga<CancellationData>('cancellation.v1')
  .pivot('refund payment', {
    send: ({ orderId, refundId, totalMinor }) =>
      payment.refund({ paymentId: orderId, refundId, amountMinor: totalMinor }),
    retry: untilAnswered,
  })
  .forward('return stock', {
    send: ({ orderId }) => inventory.returnStock({ holdId: orderId }),
    retry: untilAnswered,
  })
  .forward('release coupon', {
    when: ({ coupon = '' }) => coupon !== '',
    send: ({ orderId }) => promotion.releaseCoupon({ orderId }),
    retry: untilAnswered,
  })
  .forward('finish cancellation', {
    send: ({ orderId }) => ordering.finishCancellation({ orderId }),
    retry: untilAnswered,
  })
  .build();
