import { ordering } from '../../modules/order/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Sagas } from '../../platform/saga/saga-view.ts';
import { type CheckoutBegun, OrderWithdrawn } from './door.ts';

/** An order whose id was begun before shows up in its module within this time, or its checkout was refused. */
const KNOWN_ORDER_WAIT_MS = 5_000;
const KNOWN_ORDER_POLL_MS = 50;

/**
 * What the first beginning of an order was answered.
 * @throws OrderWithdrawn when its checkout has been undone and there is no order: there will never be one under this id.
 */
export async function placedBefore(
  { sagas, doors, clock }: { readonly sagas: Sagas; readonly doors: Doors; readonly clock: Clock },
  orderId: string,
): Promise<CheckoutBegun> {
  const untilMs = clock.nowMs() + KNOWN_ORDER_WAIT_MS;
  // Looked at first: a checkout that has been undone by now has no order, or has it already.
  const isUndone = (await sagas.get(orderId))?.status === 'compensated';
  for (;;) {
    const { orders } = await doors.call(ordering.getOrders({ orderIds: [orderId] }));
    const order = orders[0];
    if (order !== undefined) {
      const placedAtMs = order.timeline[0]?.atMs ?? clock.nowMs();
      const coupon = order.coupon === '' ? undefined : { code: order.coupon, discountMinor: order.discountMinor };
      return { orderId, sagaId: order.sagaId, placedAtMs, placedBefore: { ...order, coupon } };
    }
    if (isUndone) throw new OrderWithdrawn(orderId);
    if (clock.nowMs() >= untilMs) throw new Error(`order ${orderId} was begun before but has not been placed yet`);
    await new Promise<void>((resolve) => clock.after(KNOWN_ORDER_POLL_MS, resolve));
  }
}
