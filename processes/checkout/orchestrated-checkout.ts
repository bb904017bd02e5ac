import type { ordering } from '../../modules/order/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type { SagaEngine } from '../../platform/saga/saga-engine.ts';
import { checkout } from './checkout.saga.ts';
import { checkoutData } from './checkout-data.ts';
import type { Checkout, CheckoutBegun, CheckoutRequest } from './door.ts';
import { placedBefore } from './placed-before.ts';

export interface OrchestratedCheckoutOptions {
  readonly engine: SagaEngine;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly priceList: string;
}

/** Checkout by saga. The saga is durable first, so that an order exists if and only if somebody will finish it. */
export class OrchestratedCheckout implements Checkout {
  readonly #options: OrchestratedCheckoutOptions;

  constructor(options: OrchestratedCheckoutOptions) {
    this.#options = options;
  }

  async begin(request: CheckoutRequest, context: CallContext): Promise<CheckoutBegun> {
    const { engine, doors, clock, priceList } = this.#options;
    const data = checkoutData(request, priceList, clock.nowMs());
    const { sagaId } = data;
    const reply = await engine.begin({
      sagaId,
      definition: checkout.name,
      subjectId: request.orderId,
      data,
      traceId: context.traceId ?? '',
    });
    if (reply === undefined) return placedBefore({ sagas: engine.view(), doors, clock }, request.orderId);
    const placed = reply as Extract<Reply<typeof ordering.placeOrder>, { kind: 'placed' }>;
    return { orderId: request.orderId, sagaId, placedAtMs: placed.placedAtMs };
  }

  ended(orderId: string, withinMs: number): Promise<boolean> {
    return this.#options.engine.ended(orderId, withinMs);
  }
}
