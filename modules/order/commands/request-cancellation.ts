import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { ordering } from '../contract.ts';
import { askToCancel } from '../domain/order.ts';
import { stageOf } from '../domain/order-status.ts';
import { findOrder, orderKeys, orders } from '../tables.ts';
import { cancellationRequested } from './cancellation-requested.ts';

export const requestCancellation = command(ordering.requestCancellation, {
  loads: ({ orderId }) => orderKeys(orderId),
  decide: (rows, { orderId, reason, note, expectedVersion }) => {
    const known = findOrder(rows, orderId);
    if (known === undefined) return refuse('notFound', { orderId });
    const version = rows.version(orders.key(orderId));
    if (expectedVersion !== undefined && expectedVersion !== version) {
      return refuse('versionChanged', { orderId, version });
    }
    const { status } = known;
    const stage = stageOf(status);
    if (stage === 'too_late') return refuse('tooLate', { orderId, status });
    if (stage === 'cancelled' || known.cancellationRequested !== '') return accept({ orderId, status });

    const order = askToCancel(known, reason, note);
    // A checkout that still runs ends the order or confirms it; confirming tells of the request.
    const told =
      stage === 'confirmed'
        ? cancellationRequested(order)
        : event(ordering.OrderCancellationNoted, orderId, { orderId, reason: order.cancellationRequested });
    return accept({ orderId, status }, orders.put(order), told);
  },
});
