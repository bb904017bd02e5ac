import { customer } from '../../modules/customer/contract.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import { nothingToUndo, saga, thenGiveUp, untilAnswered } from '../../platform/saga/definition.ts';
import { cancellationReason } from './cancellation-reason.ts';
import type { CheckoutData } from './checkout-data.ts';

// The hold, the payment and the order share the order's id, so a step whose reply was lost can still be undone.
export const checkout = saga<CheckoutData>('checkout.v1')
  .step('place order', {
    send: placeOrder,
    undo: (order, failure) => ordering.withdrawOrder({ orderId: order.orderId, reason: cancellationReason(failure) }),
    retry: thenGiveUp,
  })
  .step('check customer and prices', {
    send: (order) => [
      customer.admitCustomer({ customerId: order.customerId }),
      pricing.checkPrices({
        priceList: order.priceList,
        currency: order.currency,
        lines: order.lines.map(({ productId, unitPriceMinor, agreed }) => ({ productId, unitPriceMinor, agreed })),
      }),
    ],
    undo: nothingToUndo,
    retry: thenGiveUp,
  })
  .step('reserve stock', {
    send: (order) =>
      inventory.reserveStock({
        holdId: order.orderId,
        lines: order.lines.filter(({ stocked }) => stocked).map(({ sku, quantity }) => ({ sku, quantity })),
        expiresAtMs: order.holdUntilMs,
        preferWarehouse: '',
        setAsideId: order.setAsideId ?? '',
      }),
    undo: (order) => inventory.releaseStock({ holdId: order.orderId }),
    retry: thenGiveUp,
  })
  .step('redeem coupon', {
    when: ({ coupon }) => coupon !== undefined,
    send: (order) => promotion.redeemCoupon(redemptionOf(order)),
    undo: (order) => promotion.releaseCoupon({ orderId: order.orderId }),
    retry: thenGiveUp,
  })
  .step('take store credit', {
    when: (order) => storeCreditOf(order) > 0,
    send: (order) =>
      wallet.takeCredit({
        creditId: order.orderId,
        customerId: order.customerId,
        currency: order.currency,
        amountMinor: storeCreditOf(order),
      }),
    undo: (order) => wallet.returnCredit({ creditId: order.orderId }),
    retry: thenGiveUp,
  })
  .step('authorise payment', {
    when: needsProvider,
    send: (order) =>
      payment.authorise({
        paymentId: order.orderId,
        amountMinor: order.totalMinor - storeCreditOf(order),
        currency: order.currency,
        method: order.paymentMethod,
      }),
    undo: (order) => payment.void({ paymentId: order.orderId }),
    retry: thenGiveUp,
  })
  // Past this line nothing is undone. The hold is what expiry, cancellation and confirmation race for: whoever changes
  // it first has won, and the losers are told so. A refusal unwinds; silence never does, for it may be a confirmation.
  .pivot('confirm stock', {
    send: (order) => inventory.confirmStock({ holdId: order.orderId }),
    retry: untilAnswered,
  })
  .forward('capture payment', {
    when: needsProvider,
    send: (order) => payment.capture({ paymentId: order.orderId }),
    retry: untilAnswered,
  })
  // The event of this step hands the order over to fulfilment.
  .forward('confirm order', {
    send: (order, completedAtMs) =>
      ordering.confirmOrder({
        orderId: order.orderId,
        reservedAtMs: completedAtMs('reserve stock'),
        paidAtMs: completedAtMs(needsProvider(order) ? 'capture payment' : 'confirm stock'),
      }),
    retry: untilAnswered,
  })
  .build();

/** Sagas from before there was store credit say nothing of it. */
function storeCreditOf({ storeCreditMinor = 0 }: CheckoutData): number {
  return storeCreditMinor;
}

/** Where the wallet pays all of it, nothing is left for a payment provider. */
function needsProvider(order: CheckoutData): boolean {
  return storeCreditOf(order) === 0 || storeCreditOf(order) < order.totalMinor;
}

/** Makes the order durable, PENDING. */
export function placeOrder(order: CheckoutData): ReturnType<typeof ordering.placeOrder> {
  return ordering.placeOrder({
    orderId: order.orderId,
    sagaId: order.sagaId,
    customerId: order.customerId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    paymentMethod: order.paymentMethod,
    coupon: order.coupon?.code ?? '',
    discountMinor: order.coupon?.discountMinor ?? 0,
    storeCreditMinor: storeCreditOf(order),
    lines: order.lines.map(({ agreed: _agreed, ...line }) => line),
  });
}

function redemptionOf({
  orderId,
  customerId,
  currency,
  totalMinor,
  coupon,
}: CheckoutData): Parameters<typeof promotion.redeemCoupon>[0] {
  const { code, discountMinor } = present(coupon, `coupon of order ${orderId}`);
  return { orderId, code, customerId, currency, goodsMinor: totalMinor + discountMinor, discountMinor };
}
