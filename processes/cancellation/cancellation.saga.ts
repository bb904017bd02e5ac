import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { saga, untilAnswered } from '../../platform/saga/definition.ts';

export interface CancellationData {
  readonly orderId: string;
  readonly refundId: string;
  readonly totalMinor: number;
  /** The coupon that the order uses; empty for none, and not there in sagas from before there were coupons. */
  readonly coupon?: string;
  /** What of the total came from the customer's wallet; not there in sagas from before there was store credit. */
  readonly storeCreditMinor?: number;
}

// A confirmed order is undone by going forward: the decision to cancel was made in the order, so every step is sent
// until it is answered. Money first: a customer waits for it, the shelf does not. It goes back to where it came from.
export const cancellation = saga<CancellationData>('cancellation.v1')
  .pivot('refund payment', {
    send: ({ orderId, refundId, totalMinor, storeCreditMinor = 0 }): Call =>
      isPaidByWallet({ totalMinor, storeCreditMinor })
        ? wallet.returnCredit({ creditId: orderId })
        : payment.refund({ paymentId: orderId, refundId, amountMinor: totalMinor - storeCreditMinor }),
    retry: untilAnswered,
  })
  .forward('return store credit', {
    when: ({ totalMinor, storeCreditMinor = 0 }) =>
      storeCreditMinor > 0 && !isPaidByWallet({ totalMinor, storeCreditMinor }),
    send: ({ orderId }) => wallet.returnCredit({ creditId: orderId }),
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

/** The wallet paid all of it, so no payment provider knows of the order. */
function isPaidByWallet({ totalMinor, storeCreditMinor }: { totalMinor: number; storeCreditMinor: number }): boolean {
  return storeCreditMinor > 0 && storeCreditMinor === totalMinor;
}
