import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStock } from '../../http/documents.ts';
import { readDocument } from '../../http/read-answer.ts';
import type { ShopClient } from '../../http/shop-client.ts';
import { type Draw, isLive, type ShopAfterSale, unitsOf } from './account.ts';
import type { Journal } from './journal.ts';
import { readSaleOrders } from './sale-orders.ts';
import type { SalePlan } from './sale-plan.ts';

const POLL_MS = 250;

export interface ClosedSale {
  readonly shop: ShopAfterSale;
  readonly draw: Draw | undefined;
}

/** Ends the sale, and reads what the shop says of it. */
export async function closeSale(
  client: ShopClient,
  saleId: string,
  { plan, journal, patienceMs }: { readonly plan: SalePlan; readonly journal: Journal; readonly patienceMs: number },
): Promise<ClosedSale> {
  const draw = plan.waitingRoom === undefined ? undefined : await readDraw(client, saleId);
  const { remaining } = await readDocument<{ readonly remaining: number }>(client, {
    method: 'GET',
    path: `/sales/${saleId}`,
  });
  await readDocument(client, {
    method: 'POST',
    path: `/sales/${saleId}/close`,
    headers: { 'idempotency-key': `${plan.productId}-close` },
    body: { reason: 'The drill is over.' },
  });
  const orders = await readSaleOrders(client, journal.asked, plan.productId);
  const expected = plan.units + plan.spare - unitsOf(orders.filter(isLive));
  const available = await stockOnceBack(client, plan.productId, { expected, patienceMs });
  return { shop: { orders, remaining, available }, draw };
}

/** Once what nobody bought is back in the shop, or as it stands when that takes too long: the books tell. */
async function stockOnceBack(
  client: ShopClient,
  productId: string,
  { expected, patienceMs }: { readonly expected: number; readonly patienceMs: number },
): Promise<number> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const { available } = await readStock(client, productId);
    if (available === expected || performance.now() > untilMs) return available;
    await sleep(POLL_MS);
  }
}

async function readDraw(client: ShopClient, saleId: string): Promise<Draw> {
  const path = `/sales/${saleId}/waiting-room`;
  const room = await readDocument<{ seed_hash: string | null; seed: string | null; early: number }>(client, {
    method: 'GET',
    path,
  });
  return { seedHash: room.seed_hash, seed: room.seed, early: room.early };
}
