import { ordering } from '../../modules/order/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type { SagaEngine } from '../../platform/saga/saga-engine.ts';
import { type CheckoutData, checkout } from './checkout.saga.ts';
import { type Checkout, type CheckoutBegun, type CheckoutRequest, OrderWithdrawn } from './door.ts';
import { holdDurationMs } from './hold-duration.ts';

export interface OrchestratedCheckoutOptions {
  readonly engine: SagaEngine;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly priceList: string;
}

/** An order whose id was begun before shows up in its module within this time, or its checkout was refused. */
const KNOWN_ORDER_WAIT_MS = 5_000;
const KNOWN_ORDER_POLL_MS = 50;

/** Checkout by saga. The saga is durable first, so that an order exists if and only if somebody will finish it. */
export class OrchestratedCheckout implements Checkout {
  readonly #options: OrchestratedCheckoutOptions;

  constructor(options: OrchestratedCheckoutOptions) {
    this.#options = options;
  }

  async begin(request: CheckoutRequest, context: CallContext): Promise<CheckoutBegun> {
    const { engine, clock, priceList } = this.#options;
    // One order, one checkout: its saga carries its id, so that beginning twice begins once.
    const sagaId = request.orderId;
    const data: CheckoutData = {
      ...request,
      sagaId,
      priceList,
      holdUntilMs: clock.nowMs() + holdDurationMs(request.paymentMethod),
    };
    const reply = await engine.begin({
      sagaId,
      definition: checkout.name,
      subjectId: request.orderId,
      data,
      traceId: context.traceId ?? '',
    });
    if (reply === undefined && (await this.#wasWithdrawn(sagaId))) throw new OrderWithdrawn(request.orderId);
    if (reply === undefined) return this.#begunBefore(request.orderId);
    const placed = reply as Extract<Reply<typeof ordering.placeOrder>, { kind: 'placed' }>;
    return { orderId: request.orderId, sagaId, placedAtMs: placed.placedAtMs };
  }

  ended(orderId: string, withinMs: number): Promise<boolean> {
    return this.#options.engine.ended(orderId, withinMs);
  }

  /** Its checkout has been undone and there is no order: there will never be one under this id. */
  async #wasWithdrawn(orderId: string): Promise<boolean> {
    const { engine, doors } = this.#options;
    const saga = await engine.view().get(orderId);
    if (saga?.status !== 'compensated') return false;
    const { orders } = await doors.call(ordering.getOrders({ orderIds: [orderId] }));
    return orders.length === 0;
  }

  async #begunBefore(orderId: string): Promise<CheckoutBegun> {
    const { doors, clock } = this.#options;
    const untilMs = clock.nowMs() + KNOWN_ORDER_WAIT_MS;
    for (;;) {
      const { orders } = await doors.call(ordering.getOrders({ orderIds: [orderId] }));
      const order = orders[0];
      if (order !== undefined) {
        const placedAtMs = order.timeline[0]?.atMs ?? clock.nowMs();
        const coupon = order.coupon === '' ? undefined : { code: order.coupon, discountMinor: order.discountMinor };
        return { orderId, sagaId: order.sagaId, placedAtMs, placedBefore: { ...order, coupon } };
      }
      if (clock.nowMs() >= untilMs) throw new Error(`order ${orderId} was begun before but has not been placed yet`);
      await new Promise<void>((resolve) => clock.after(KNOWN_ORDER_POLL_MS, resolve));
    }
  }
}
