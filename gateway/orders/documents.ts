import type { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { CheckoutBegun, CheckoutRequest, CouponUse } from '../../processes/checkout/door.ts';
import type { ListedOrder } from '../../views/orders/door.ts';
import { moneyOf } from '../money.ts';
import type { OrderDocument } from '../schemas/orders.ts';

// Orders as they are shown.

export type Order = Reply<typeof ordering.getOrders>['orders'][number];
type Payment = Reply<typeof payment.getPayments>['payments'][number];

interface Line {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** An order in the instant it was placed. */
export function placedDocument(request: CheckoutRequest, begun: CheckoutBegun): OrderDocument {
  // A request that is repeated may be quoted at another price by now. The order is what was placed first.
  const { customerId, currency, totalMinor, lines, coupon } = begun.placedBefore ?? request;
  return {
    id: begun.orderId,
    status: 'PENDING',
    saga_id: begun.sagaId,
    customer_id: customerId,
    items: itemsOf(lines, currency),
    item_count: unitsOf(lines),
    ...discountOf(coupon, currency),
    total: moneyOf(totalMinor, currency),
    created_at: new Date(begun.placedAtMs).toISOString(),
  };
}

/** An order as it stands. */
export function orderDocument(order: Order, paid: Payment | undefined): OrderDocument {
  return {
    ...headOf(order),
    items: itemsOf(order.lines, order.currency),
    item_count: unitsOf(order.lines),
    ...discountOf({ code: order.coupon, discountMinor: order.discountMinor }, order.currency),
    total: moneyOf(order.totalMinor, order.currency),
    payment: { ...paymentDocument(paidInAll(order, paid), order.currency), ...partOfWallet(order) },
    ...timelineOf(order.timeline),
  };
}

type Head = Pick<Order, 'orderId' | 'status' | 'reason' | 'cancellationRequested' | 'sagaId' | 'customerId'>;

function headOf(order: Head) {
  return {
    id: order.orderId,
    status: order.status,
    ...(order.reason === '' ? {} : { reason: order.reason }),
    ...(order.cancellationRequested === '' ? {} : { cancellation_requested: order.cancellationRequested }),
    saga_id: order.sagaId,
    customer_id: order.customerId,
  };
}

function timelineOf(changes: Order['timeline']) {
  const timeline = changes.map(({ status, atMs }) => ({ status, at: new Date(atMs).toISOString() }));
  return { timeline, created_at: timeline[0]?.at ?? new Date(0).toISOString() };
}

/** An order as the view shows it: the same document, with nothing left to look up. */
export function listedDocument({ orderId, lines, itemCount, payment: paid, ...order }: ListedOrder): OrderDocument {
  const { currency } = order;
  const toldOf = paid.status === UNPAID.status ? undefined : { ...paid, method: order.paymentMethod };
  return {
    ...headOf({ orderId, ...order }),
    items: lines.map(({ subtotalMinor, ...line }) => itemOf(line, subtotalMinor, currency)),
    item_count: itemCount,
    ...discountOf({ code: order.coupon, discountMinor: order.discountMinor }, currency),
    total: moneyOf(order.totalMinor, currency),
    payment: { ...paymentDocument(paidInAll(order, toldOf), currency), ...partOfWallet(order) },
    ...timelineOf(order.timeline),
  };
}

/**
 * The payments of these orders; a payment has the id of its order. One that was let go before it was asked for has no
 * currency, and is in no list: it is left out, as if there were none.
 */
export async function paymentsOf(doors: Doors, orderIds: string[], traceId: string): Promise<Map<string, Payment>> {
  if (orderIds.length === 0) return new Map();
  const { payments } = await doors.call(payment.getPayments({ paymentIds: orderIds }), { traceId });
  const askedFor = payments.filter(({ currency }) => currency !== '');
  return new Map(askedFor.map((each) => [each.paymentId, each]));
}

type Paid = Omit<Payment, 'paymentId' | 'currency' | 'version'>;

const UNPAID = { status: 'none', authorisedMinor: 0, capturedMinor: 0, refundedMinor: 0, declineCode: '' };

function paymentDocument(paid: Paid, currency: string): NonNullable<OrderDocument['payment']> {
  return {
    method: paid.method,
    status: paid.status,
    authorised: moneyOf(paid.authorisedMinor, currency),
    captured: moneyOf(paid.capturedMinor, currency),
    refunded: moneyOf(paid.refundedMinor, currency),
    ...(paid.declineCode === '' ? {} : { decline_code: paid.declineCode }),
  };
}

type Credited = Pick<Order, 'storeCreditMinor' | 'status' | 'timeline'>;

/** What payment provider and wallet took and gave back together. */
function paidInAll(order: Credited & Pick<Order, 'paymentMethod'>, paid: Paid | undefined): Paid {
  const { takenMinor, returnedMinor } = storeCreditOf(order);
  const byWallet = takenMinor === 0 ? 'none' : returnedMinor === 0 ? 'captured' : 'refunded';
  const byProvider = paid ?? { ...UNPAID, method: order.paymentMethod, status: byWallet };
  return {
    ...byProvider,
    authorisedMinor: byProvider.authorisedMinor + takenMinor,
    capturedMinor: byProvider.capturedMinor + takenMinor,
    refundedMinor: byProvider.refundedMinor + returnedMinor,
  };
}

/** An order that asks for nothing from a wallet says nothing of it. */
function partOfWallet(
  order: Credited & Pick<Order, 'currency'>,
): Pick<NonNullable<OrderDocument['payment']>, 'store_credit'> {
  if (order.storeCreditMinor === 0) return {};
  const { takenMinor, returnedMinor } = storeCreditOf(order);
  return {
    store_credit: { taken: moneyOf(takenMinor, order.currency), returned: moneyOf(returnedMinor, order.currency) },
  };
}

/** The wallet's part follows the order: a sold order holds it, one that was sold and then cancelled gave it back. */
function storeCreditOf({ storeCreditMinor, status, timeline }: Credited) {
  const wasSold = timeline.some((change) => change.status === 'CONFIRMED');
  const takenMinor = wasSold ? storeCreditMinor : 0;
  return { takenMinor, returnedMinor: status === 'CANCELLED' || status === 'REFUNDED' ? takenMinor : 0 };
}

/** The coupon that an order is to use and what it takes off; an order without one says nothing of it. */
function discountOf(use: CouponUse | undefined, currency: string): Pick<OrderDocument, 'coupon' | 'discount'> {
  if (use === undefined || use.code === '') return {};
  return { coupon: use.code, discount: moneyOf(use.discountMinor, currency) };
}

function itemsOf(lines: readonly Line[], currency: string): OrderDocument['items'] {
  return lines.map((line) => itemOf(line, line.unitPriceMinor * line.quantity, currency));
}

function itemOf({ productId, sku, name, quantity, unitPriceMinor }: Line, subtotalMinor: number, currency: string) {
  return {
    product_id: productId,
    sku,
    name,
    quantity,
    unit_price: moneyOf(unitPriceMinor, currency),
    subtotal: moneyOf(subtotalMinor, currency),
  };
}

function unitsOf(lines: readonly Line[]): number {
  let units = 0;
  for (const line of lines) units += line.quantity;
  return units;
}
