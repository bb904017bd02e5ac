import { CommandFailed, EXIT_VIOLATION } from '../../command-failed.ts';
import { forEachAtOnce } from '../../for-each-at-once.ts';
import { ORDER_MEMBERS, type OrderDocument, readAll } from '../../http/documents.ts';
import { documentIn, refusalOf } from '../../http/read-answer.ts';
import { sendPatiently } from '../../http/send-patiently.ts';
import type { ShopClient } from '../../http/shop-client.ts';
import { sumOf } from '../../sum-of.ts';
import { byCustomer, orderOf, type ShopOrder } from './account.ts';
import type { Asked } from './journal.ts';

const READERS = 16;

/**
 * The orders of all who asked, as the shop has them. Lists may be behind: an order that was acknowledged and is in none
 * is looked for by itself.
 */
export async function readSaleOrders(
  client: ShopClient,
  asked: readonly Asked[],
  productId: string,
): Promise<readonly ShopOrder[]> {
  const found = new Map<string, ShopOrder>();
  await forEachAtOnce([...byCustomer(asked)], READERS, async ([customerId, theirs]) => {
    const orders = await readAll<OrderDocument>(client, `/orders?customer_id=${encodeURIComponent(customerId)}`);
    for (const order of orders) found.set(order.id, shopOrder(order, productId));
    for (const id of theirs.map(orderOf)) {
      if (id === undefined || found.has(id)) continue;
      const order = await readOrderIfThere(client, id);
      if (order !== undefined) found.set(id, shopOrder(order, productId));
    }
  });
  return [...found.values()];
}

async function readOrderIfThere(client: ShopClient, orderId: string): Promise<OrderDocument | undefined> {
  const request = { method: 'GET', path: `/orders/${encodeURIComponent(orderId)}` } as const;
  const answer = await sendPatiently(client, request);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) {
    throw new CommandFailed(`GET ${request.path} was refused: ${refusalOf(answer)}`, EXIT_VIOLATION);
  }
  return documentIn<OrderDocument>(client, request, answer, ORDER_MEMBERS);
}

/** Whose it is, is what the shop says: who asked for it may find that it is somebody else's. */
function shopOrder(
  { id, customer_id: customerId, status, reason = '', items }: OrderDocument,
  productId: string,
): ShopOrder {
  const lines = items.filter((item) => item.product_id === productId);
  const quantity = sumOf(lines, (line) => line.quantity);
  return { id, customerId, status, reason, quantity };
}
