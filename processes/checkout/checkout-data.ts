import type { CheckoutRequest } from './door.ts';
import { holdDurationMs } from './hold-duration.ts';

/** What a checkout knows from its beginning to its end. Every id in it was chosen before anything was sent. */
export interface CheckoutData extends CheckoutRequest {
  readonly sagaId: string;
  readonly priceList: string;
  readonly holdUntilMs: number;
}

/** All of them named, so that none is forgotten that a request may leave out. */
type AllOf<Data> = { readonly [Name in keyof Required<Data>]: Data[Name] };

/**
 * The data of a request's checkout, which has the order's id: one order, one checkout, and beginning twice begins once.
 * Field by field, because everything that is done for an order reads it: copied by spread and added to, each would have a
 * shape of its own (docs/benchmarks.md).
 */
export function checkoutData(request: CheckoutRequest, priceList: string, nowMs: number): CheckoutData {
  const data: AllOf<CheckoutData> = {
    orderId: request.orderId,
    customerId: request.customerId,
    currency: request.currency,
    totalMinor: request.totalMinor,
    coupon: request.coupon,
    paymentMethod: request.paymentMethod,
    storeCreditMinor: request.storeCreditMinor,
    lines: request.lines,
    setAsideId: request.setAsideId,
    sagaId: request.orderId,
    priceList,
    holdUntilMs: nowMs + holdDurationMs(request.paymentMethod),
  };
  return data;
}
