import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { Checkout, CheckoutBegun, CheckoutRequest } from '../../processes/checkout/door.ts';
import type { Order } from '../orders/documents.ts';
import type { FakeDoors } from './fake-doors.ts';

type Payment = Reply<typeof payment.getPayments>['payments'][number];

const DECLINED_ABOVE_MINOR = 50_000;

// Orders, their payments and the checkout between them. A checkout ends when somebody waits for it or a test says so;
// it confirms the order, or declines it above 500.00, as the sandbox provider does.

export class FakeCheckout implements Checkout {
  readonly orders = new Map<string, Order>();
  readonly payments = new Map<string, Payment>();
  readonly begun: CheckoutRequest[] = [];
  /** What `begin` rejects with, and whether the order is placed nevertheless. */
  failure: { error: Error; placed: boolean } | undefined;
  /** False: whoever waits, waits in vain. */
  ends = true;
  /** How long the last caller was ready to wait. */
  waitedMs: number | undefined;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async begin(request: CheckoutRequest): Promise<CheckoutBegun> {
    this.begun.push(request);
    const before = this.orders.get(request.orderId);
    if (this.failure === undefined || this.failure.placed) this.#place(request);
    if (this.failure !== undefined) throw this.failure.error;
    const order = this.orders.get(request.orderId);
    const begun = { orderId: request.orderId, sagaId: order?.sagaId ?? '', placedAtMs: order?.timeline[0]?.atMs ?? 0 };
    if (before === undefined) return begun;
    const coupon = before.coupon === '' ? undefined : { code: before.coupon, discountMinor: before.discountMinor };
    return { ...begun, placedBefore: { ...before, coupon } };
  }

  async ended(orderId: string, withinMs: number): Promise<boolean> {
    this.waitedMs = withinMs;
    if (this.ends) this.end(orderId);
    return this.ends;
  }

  end(orderId: string): void {
    const order = this.orders.get(orderId);
    if (order === undefined || order.status !== 'PENDING') return;
    const { currency, totalMinor } = order;
    const declined = totalMinor > DECLINED_ABOVE_MINOR;
    const paid = { paymentId: orderId, method: order.paymentMethod, currency, refundedMinor: 0, version: 2 };
    const taken = declined ? 0 : totalMinor - order.storeCreditMinor;
    const status = declined ? 'declined' : 'captured';
    const declineCode = declined ? 'amount_too_high' : '';
    if (declined || taken > 0)
      this.payments.set(orderId, { ...paid, status, authorisedMinor: taken, capturedMinor: taken, declineCode });
    if (declined) this.move(orderId, 'CANCELLED', 'payment_declined');
    else for (const next of ['RESERVED', 'PAID', 'CONFIRMED']) this.move(orderId, next);
  }

  move(orderId: string, status: string, reason = ''): void {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new Error(`no order ${orderId}`);
    const timeline = [...order.timeline, { status, atMs: this.#clock.nowMs() }];
    this.orders.set(orderId, { ...order, status, reason, timeline, version: order.version + 1 });
  }

  answer(doors: FakeDoors): void {
    doors
      .on(ordering.getOrders, ({ orderIds }) => ({ orders: orderIds.flatMap((id) => this.orders.get(id) ?? []) }))
      .on(ordering.listOrders, ({ customerId, status, before, limit }) => {
        const all = [...this.orders.values()]
          .filter((order) => customerId === '' || order.customerId === customerId)
          .filter((order) => status === '' || order.status === status)
          .filter((order) => before === '' || order.orderId < before)
          .sort((left, right) => (left.orderId < right.orderId ? 1 : -1));
        return { orders: all.slice(0, limit), more: all.length > limit, lookedTo: '' };
      })
      .on(ordering.requestCancellation, ({ orderId, reason, expectedVersion }) => {
        const order = this.orders.get(orderId);
        if (order === undefined) return { kind: 'notFound' as const, orderId };
        const { status, version } = order;
        if ((expectedVersion ?? version) !== version) return { kind: 'versionChanged' as const, orderId, version };
        if (status === 'SHIPPED') return { kind: 'tooLate' as const, orderId, status };
        if (status === 'CANCELLED') return { kind: 'requested' as const, orderId, status };
        this.orders.set(orderId, { ...order, cancellationRequested: reason, version: order.version + 1 });
        return { kind: 'requested' as const, orderId, status };
      })
      .on(payment.getPayments, ({ paymentIds }) => ({
        payments: paymentIds.flatMap((id) => this.payments.get(id) ?? []),
      }));
  }

  #place(request: CheckoutRequest): void {
    const { orderId, customerId, currency, totalMinor, paymentMethod, coupon, storeCreditMinor = 0, lines } = request;
    if (this.orders.has(orderId)) return;
    this.orders.set(orderId, {
      orderId,
      sagaId: `saga-of-${orderId}`,
      customerId,
      status: 'PENDING',
      reason: '',
      cancellationRequested: '',
      storeCreditMinor,
      currency,
      totalMinor,
      paymentMethod,
      coupon: coupon?.code ?? '',
      discountMinor: coupon?.discountMinor ?? 0,
      lines: lines.map(({ agreed: _agreed, ...line }) => line),
      timeline: [{ status: 'PENDING', atMs: this.#clock.nowMs() }],
      version: 1,
    });
  }
}
