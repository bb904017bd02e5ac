import type { Order, Payment, StockLevel } from './facts.ts';
import type { Page } from './page-through.ts';

// What views show, for an audit that holds it against the modules. A view knows no other view: the host brings them
// together.

type OrderField =
  | 'orderId'
  | 'sagaId'
  | 'customerId'
  | 'status'
  | 'reason'
  | 'cancellationRequested'
  | 'currency'
  | 'totalMinor'
  | 'paymentMethod'
  | 'coupon'
  | 'discountMinor'
  | 'storeCreditMinor'
  | 'timeline';

export interface ShownOrder extends Pick<Order, OrderField> {
  readonly itemCount: number;
  /** "none" while nothing was told of it. */
  readonly payment: Pick<Payment, PaymentField>;
}

export type PaymentField = 'status' | 'authorisedMinor' | 'capturedMinor' | 'refundedMinor' | 'declineCode';

export type ShownStock = Pick<StockLevel, 'sku' | 'warehouses'>;

export type ViewName = 'orders' | 'stock' | 'wallets';

export interface ShownViews {
  /** Whether the view holds everything that was committed before this call; false when it does not get there soon. */
  caughtUp(view: ViewName): Promise<boolean>;
  /** In order of id. */
  orders(afterOrderId: string, limit: number): Promise<Page<ShownOrder>>;
  /** In order of SKU. */
  stock(afterSku: string, limit: number): Promise<Page<ShownStock>>;
}
