import type { ordering } from '../../modules/order/contract.ts';
import type { Payload } from '../../platform/rpc/contract.ts';
import { bigint, json, type RowOf, table, text, uuid } from '../../platform/store/table.ts';

type Placed = Payload<typeof ordering.OrderPlaced>;

export interface LineView {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly subtotalMinor: number;
}

export interface PaymentView {
  /** "none" until something is told of it. */
  readonly status: string;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly declineCode: string;
}

/** An order as it is shown, with its payment. A row whose status is empty has a payment and is no order yet. */
export const orders = table('order_view', {
  key: { orderId: uuid },
  columns: {
    sagaId: text,
    customerId: text,
    status: text,
    reason: text,
    cancellationRequested: text,
    currency: text,
    totalMinor: bigint,
    /** Empty for none. */
    coupon: text,
    discountMinor: bigint,
    /** What of the total is to come from the customer's wallet. */
    storeCreditMinor: bigint,
    itemCount: bigint,
    paymentMethod: text,
    lines: json<readonly LineView[]>(),
    timeline: json<Payload<typeof ordering.OrderConfirmed>['changes']>(),
    payment: json<PaymentView>(),
  },
});

export type OrderRow = RowOf<typeof orders>;

/** The row of an order of which nothing has been told. */
export function unknownOrder(orderId: Placed['orderId']): OrderRow {
  return {
    orderId,
    sagaId: '',
    customerId: '',
    status: '',
    reason: '',
    cancellationRequested: '',
    currency: '',
    totalMinor: 0,
    coupon: '',
    discountMinor: 0,
    storeCreditMinor: 0,
    itemCount: 0,
    paymentMethod: '',
    lines: [],
    timeline: [],
    payment: { status: 'none', authorisedMinor: 0, capturedMinor: 0, refundedMinor: 0, declineCode: '' },
  };
}
