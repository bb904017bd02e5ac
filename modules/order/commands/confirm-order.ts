import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { ordering } from '../contract.ts';
import { confirm, placedAtMs, wasConfirmed } from '../domain/order.ts';
import { findOrder, orderKeys, orders } from '../tables.ts';
import { cancellationRequested } from './cancellation-requested.ts';

export const confirmOrder = command(ordering.confirmOrder, {
  loads: ({ orderId }) => orderKeys(orderId),
  decide: (rows, { orderId, reservedAtMs, paidAtMs }, { nowMs }) => {
    const known = findOrder(rows, orderId);
    if (known === undefined) return refuse('notPending', { orderId, status: '' });
    if (wasConfirmed(known)) return accept({ orderId, placedAtMs: placedAtMs(known) });
    if (known.status !== 'PENDING') return refuse('notPending', { orderId, status: known.status });

    const order = confirm(known, { reservedAtMs, paidAtMs, nowMs });
    const { customerId, currency, totalMinor, lines, coupon, discountMinor } = order;
    const changes = order.timeline.slice(known.timeline.length);
    const confirmed = { orderId, customerId, currency, totalMinor, lines, coupon, discountMinor, changes };
    return accept(
      { orderId, placedAtMs: placedAtMs(order) },
      orders.put(order),
      event(ordering.OrderConfirmed, orderId, confirmed),
      // Asked for while the checkout ran: only now is there something to give back.
      ...(order.cancellationRequested === '' ? [] : [cancellationRequested(order)]),
    );
  },
});
