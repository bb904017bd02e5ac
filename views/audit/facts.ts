import type { inventory } from '../../modules/inventory/contract.ts';
import type { ordering } from '../../modules/order/contract.ts';
import type { payment } from '../../modules/payment/contract.ts';
import type { promotion } from '../../modules/promotion/contract.ts';
import type { sale } from '../../modules/sale/contract.ts';
import type { wallet } from '../../modules/wallet/contract.ts';
import type { Reply } from '../../platform/rpc/contract.ts';

// What the modules tell of themselves for an audit. An order, its hold, its payment and its use of
// a coupon share one id.

export type AuditedShelf = Reply<typeof inventory.auditStock>['shelves'][number];
export type StockLevel = Reply<typeof inventory.getStock>['levels'][number];
export type Hold = Reply<typeof inventory.listHolds>['holds'][number];
export type Order = Reply<typeof ordering.auditOrders>['orders'][number];
export type AuditedPayment = Reply<typeof payment.auditPayments>['payments'][number];
export type AuditedCoupon = Reply<typeof promotion.auditCoupons>['coupons'][number];
export type Redemption = Reply<typeof promotion.listRedemptions>['redemptions'][number];
export type Credit = Reply<typeof wallet.listCredits>['credits'][number];
export type AuditedWallet = Reply<typeof wallet.auditWallets>['wallets'][number];
export type Sale = Reply<typeof sale.listSales>['sales'][number];
export type Claim = Reply<typeof sale.listClaims>['claims'][number];
export type Buyer = Reply<typeof sale.listBuyers>['buyers'][number];
export type Payment = NonNullable<AuditedPayment['ours']>;

/** Everything that is known under one order id. Any part may be missing. */
export interface OrderFacts {
  readonly orderId: string;
  readonly order: Order | undefined;
  readonly hold: Hold | undefined;
  readonly payment: AuditedPayment | undefined;
  /** Its live use of a coupon. */
  readonly redemption: Redemption | undefined;
  /** What it took from a wallet, or a tombstone. */
  readonly credit: Credit | undefined;
}

const SOLD: ReadonlySet<string> = new Set([
  'CONFIRMED',
  'PROCESSING',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
]);
const ENDED: ReadonlySet<string> = new Set(['CANCELLED', 'REFUNDED']);

/** The order stands: it is paid for, its stock is its own, and nobody is undoing it. */
export function isSold(order: Order): boolean {
  return SOLD.has(order.status) && order.cancellationRequested === '';
}

/** The order has ended without a sale, or its sale was undone. */
export function hasEnded(order: Order): boolean {
  return ENDED.has(order.status);
}

/** A saga is still at work on the order: what has been done for it and what has not may differ. */
export function isInFlight(order: Order): boolean {
  return !isSold(order) && !hasEnded(order);
}

/** An event said that the order is to be cancelled: that is told once it is confirmed, and not before. */
export function isToldToCancel({ cancellationRequested, timeline }: Order): boolean {
  return cancellationRequested !== '' && timeline.some(({ status }) => status === 'CONFIRMED');
}

/** The saga that is at work on it is its checkout. */
export function isInCheckout({ status }: Order): boolean {
  return !SOLD.has(status) && !ENDED.has(status);
}

/** Units per SKU that an order takes from the shelf. */
export function stockedUnits(order: Order): ReadonlyMap<string, number> {
  return unitsBySku(order.lines.filter(({ stocked }) => stocked));
}

export function unitsBySku(
  lines: readonly { readonly sku: string; readonly quantity: number }[],
): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}
