import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { ordering } from '../contract.ts';
import { cancel } from '../domain/order.ts';
import { stageOf } from '../domain/order-status.ts';
import { findOrder, orderKeys, orders } from '../tables.ts';

export const finishCancellation = command(ordering.finishCancellation, {
  loads: ({ orderId }) => orderKeys(orderId),
  decide: (rows, { orderId }, { nowMs }) => {
    const known = findOrder(rows, orderId);
    if (known === undefined) return refuse('notFound', { orderId });
    if (known.status === 'CANCELLED') return accept({ orderId });
    // The contract has no refusal for this: a saga that asks has given back what nobody asked it to.
    assert(
      stageOf(known.status) === 'confirmed' && known.cancellationRequested !== '',
      `order ${orderId} is ${known.status} with no cancellation under way; request one first`,
    );

    const order = cancel(known, known.cancellationRequested, nowMs);
    return accept(
      { orderId },
      orders.put(order),
      event(ordering.OrderCancelled, orderId, { orderId, reason: order.reason }),
    );
  },
});
