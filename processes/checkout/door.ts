import type { CallContext } from '../../platform/rpc/doors.ts';

// How an order begins. Which checkout answers, orchestrated or choreographed, is the host's business.

export const PAYMENT_METHODS = ['card', 'bank_transfer', 'cash_on_delivery', 'wallet', 'invoice'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export interface CheckoutLine {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** The price was agreed with the buyer beforehand and is not held against the list. */
  readonly agreed: boolean;
  /** False for services, which are sold without stock. */
  readonly stocked: boolean;
}

/** A coupon, and the discount that the shopper was told. The redemption holds it against the coupon. */
export interface CouponUse {
  readonly code: string;
  readonly discountMinor: number;
}

export interface CheckoutRequest {
  /** Chosen by the caller before anything is sent; beginning twice with one id begins once. */
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
  /** What is to be paid: the lines less the discount. */
  readonly totalMinor: number;
  readonly coupon?: CouponUse | undefined;
  readonly paymentMethod: PaymentMethod;
  /** What of the total comes from the customer's wallet; all of it where the method is `wallet`. */
  readonly storeCreditMinor?: number | undefined;
  readonly lines: readonly CheckoutLine[];
  /** The stock that the order draws from, where it is not what everybody may buy. */
  readonly setAsideId?: string | undefined;
}

export interface CheckoutBegun {
  readonly orderId: string;
  readonly sagaId: string;
  readonly placedAtMs: number;
  /** What was placed, where an earlier request with this id did it: its prices may have been others. */
  readonly placedBefore?: PlacedBefore;
}

export interface PlacedBefore extends Pick<CheckoutRequest, 'customerId' | 'currency' | 'totalMinor' | 'coupon'> {
  readonly lines: readonly Omit<CheckoutLine, 'agreed'>[];
}

/** The order could not be placed in time and was withdrawn before it arrived: it does not exist and never will. */
export class OrderWithdrawn extends Error {
  override readonly name = 'OrderWithdrawn';

  constructor(orderId: string) {
    super(`order ${orderId} was withdrawn before it was placed`);
  }
}

export interface Checkout {
  /**
   * Resolves when the order is durable, PENDING, and its saga will be run to its end whatever crashes.
   * @throws Overloaded before any work was done; OrderWithdrawn when it was begun before and came to nothing. Any other rejection: the order may exist; ask for it by its id.
   */
  begin(request: CheckoutRequest, context: CallContext): Promise<CheckoutBegun>;
  /** Resolves true when the order's saga has ended, false when the time is over. */
  ended(orderId: string, withinMs: number): Promise<boolean>;
}
