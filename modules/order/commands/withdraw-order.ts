import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { ordering } from '../contract.ts';
import { cancel } from '../domain/order.ts';
import { stageOf } from '../domain/order-status.ts';
import { assertUuid, findOrder, isWithdrawn, orderKeys, orders, tombstone } from '../tables.ts';

export const withdrawOrder = command(ordering.withdrawOrder, {
  loads: ({ orderId }) => {
    assertUuid(orderId, 'an order');
    return orderKeys(orderId);
  },
  decide: (rows, { orderId, reason }, { nowMs }) => {
    const known = findOrder(rows, orderId);
    if (known === undefined) {
      return accept({ orderId }, ...(isWithdrawn(rows, orderId) ? [] : [orders.put(tombstone(orderId, reason))]));
    }
    const stage = stageOf(known.status);
    if (stage === 'cancelled') return accept({ orderId });
    if (stage !== 'in_checkout') return refuse('alreadyConfirmed', { orderId, status: known.status });

    // Whoever asked for the cancellation first is told that they got it.
    const order = cancel(known, known.cancellationRequested || reason, nowMs);
    return accept(
      { orderId },
      orders.put(order),
      event(ordering.OrderCancelled, orderId, { orderId, reason: order.reason }),
    );
  },
});
