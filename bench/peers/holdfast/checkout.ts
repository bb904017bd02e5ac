import { setTimeout as pause } from 'node:timers/promises';
import { JsonClient } from '../json-client.ts';
import { type Checkout, type Shop, SOLD } from '../peer.ts';

// Our own checkout: one POST that is answered when the order has ended.

const WAIT_S = 30;
const POLL_MS = 100;
const ENDS_WITHIN_MS = 90_000;

interface Order {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
}

export function holdfastShopper({ origins, products }: Shop, shopper: number): Checkout {
  const client = new JsonClient(origins[shopper % origins.length] ?? '', { prefer: `wait=${WAIT_S}` });
  return async (product) => {
    const { status, body } = await client.send('POST', '/orders', {
      customer_id: `shopper-${shopper}`,
      items: [{ product_id: products[product], quantity: 1 }],
    });
    if (status !== 201) return `${status} ${(body as { code?: string } | undefined)?.code ?? ''}`.trim();
    let order = body as Order;
    const untilMs = performance.now() + ENDS_WITHIN_MS;
    while (order.status !== 'CONFIRMED' && order.status !== 'CANCELLED') {
      if (performance.now() > untilMs) return `still ${order.status}`;
      await pause(POLL_MS);
      order = await client.demand<Order>('GET', `/orders/${order.id}`);
    }
    return order.status === 'CONFIRMED' ? SOLD : (order.reason ?? order.status);
  };
}
