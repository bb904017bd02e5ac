import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { ordering } from '../contract.ts';
import { place, placedAtMs } from '../domain/order.ts';
import { assertUuid, findOrder, isWithdrawn, orderKeys, orders } from '../tables.ts';

export const placeOrder = command(ordering.placeOrder, {
  creates: true,
  loads: ({ orderId, sagaId }) => {
    assertUuid(orderId, 'an order');
    assertUuid(sagaId, 'a saga');
    return orderKeys(orderId);
  },
  decide: (rows, request, { nowMs }) => {
    const { orderId } = request;
    const known = findOrder(rows, orderId);
    if (known !== undefined) return accept({ orderId, placedAtMs: placedAtMs(known) });
    if (isWithdrawn(rows, orderId)) return refuse('withdrawn', { orderId });

    const order = place(request, nowMs);
    const { customerId, currency, totalMinor, lines, coupon, discountMinor } = order;
    const bought = { customerId, currency, totalMinor, lines, coupon, discountMinor };
    const { sagaId, paymentMethod, storeCreditMinor } = order;
    const placed = { orderId, ...bought, sagaId, paymentMethod, storeCreditMinor };
    return accept({ orderId, placedAtMs: nowMs }, orders.put(order), event(ordering.OrderPlaced, orderId, placed));
  },
});
