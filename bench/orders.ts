import type { LoadResult } from './load/http-load.ts';
import { load, post, type Server, type Shop } from './servers/processes.ts';

// Orders of a measured shop, from their products to their end.

const STOCK = 50_000_000;
const ENDED_POLL_MS = 20;
const ENDED_TIMEOUT_MS = 120_000;

export interface OrdersLoad {
  readonly connections: number;
  readonly durationMs: number;
  /** Orders a second; unlimited where left out. */
  readonly rate?: number;
}

export interface CompletedOrders {
  readonly accepted: LoadResult;
  readonly completed: number;
  readonly completedPerSecond: number;
}

export async function addProducts(shop: Shop, prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  for (const id of ids)
    await post(shop, '/products', { id, sku: id, name: `Bench ${id}`, price: '10.00', stock: STOCK / count });
  return ids;
}

/** Orders of one unit, over the products in turn. */
export function ordersOf(productIds: readonly string[]): { path: string; bodies: string[] } {
  const bodies = productIds.map((productId, index) =>
    JSON.stringify({ customer_id: `bench-${index}`, items: [{ product_id: productId, quantity: 1 }] }),
  );
  return { path: '/orders', bodies };
}

/** Loads the shop and waits until every accepted order has been completed: what is counted is finished work. */
export function completeOrders(
  shop: Shop,
  productIds: readonly string[],
  wanted: OrdersLoad,
): Promise<CompletedOrders> {
  return untilCompleted(shop.port, () => sagasEnded(shop), productIds, wanted);
}

/** The same of the hand-written batch by HTTP, which answers how many it has completed. */
export function completeByHand(
  { port }: Server,
  productIds: readonly string[],
  wanted: OrdersLoad,
): Promise<CompletedOrders> {
  const ended = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    return ((await answer.json()) as { completed: number }).completed;
  };
  return untilCompleted(port, ended, productIds, wanted);
}

async function untilCompleted(
  port: number,
  ended: () => Promise<number>,
  productIds: readonly string[],
  wanted: OrdersLoad,
): Promise<CompletedOrders> {
  const before = await ended();
  const startedMs = performance.now();
  const accepted = await load({ port, ...wanted, ...ordersOf(productIds) });
  const completed = accepted.statuses['201'] ?? 0;
  const untilMs = performance.now() + ENDED_TIMEOUT_MS;
  while ((await ended()) < before + completed) {
    if (performance.now() > untilMs) throw new Error(`orders were not completed within ${ENDED_TIMEOUT_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, ENDED_POLL_MS));
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  return { accepted, completed, completedPerSecond: completed / seconds };
}

async function sagasEnded(shop: Shop): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${shop.port}/metrics`)).text();
  const line =
    /^holdfast_sagas_ended_total\{definition="checkout(?:\.choreographed)?\.v1",status="completed"\} (\d+)$/m.exec(
      text,
    );
  return Number(line?.[1] ?? 0);
}
