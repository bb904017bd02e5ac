import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatMinor } from '../../../platform/kernel/money.ts';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { isDecided, type OrderDocument, readAll, readStock, type StockDocument } from '../http/documents.ts';
import { refusalOf } from '../http/read-answer.ts';
import { sendPatiently } from '../http/send-patiently.ts';
import type { ShopClient } from '../http/shop-client.ts';
import type { OpenShop } from '../shop/with-shop.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type DrillBooks, keepBooks, type ShopAfterwards } from './books.ts';
import { type Killable, Killer, type Outage } from './killer.ts';
import { fireOrders, type Load } from './load.ts';
import { type DrillPlan, type LoadOptions, planDrill } from './plan.ts';

export interface LoadDrilled {
  readonly books: DrillBooks;
  readonly load: Load;
  readonly outages: readonly Outage[];
}

const PRICE = formatMinor(500, 'GBP');
const DECIDED_WITHIN_MS = 120_000;
const DECIDED_POLL_MS = 500;
const READERS = 16;

/** Load and faults, then books. `drillId` must be new. */
export async function drillLoad(
  { client, own }: OpenShop,
  options: LoadOptions,
  { drillId, terminal }: { readonly drillId: string; readonly terminal: Terminal },
): Promise<LoadDrilled> {
  const plan = planDrill(options, drillId);
  await stockShelves(client, plan);
  const startMs = performance.now();
  const killer = new Killer(own ?? NOBODY, plan.killsAt, () => performance.now() - startMs);
  const progress = terminal.progress('Placing orders', plan.orders.length);
  const load = await fireOrders(client, plan.orders, options.concurrency, (answered) => {
    progress.advance();
    killer.answered(answered / plan.orders.length);
  }).finally(() => progress.done());
  await killer.done();
  const books = keepBooks(plan, load.heard, await shopAfterwards(client, plan));
  return { books, load, outages: killer.outages };
}

/** A shop that is not this command's own is never killed. */
const NOBODY: Killable = {
  kill: () => Promise.reject(new CommandFailed('Only a shop of its own can be killed: add --own.', EXIT_VIOLATION)),
  start: () => Promise.resolve(),
};

async function stockShelves(client: ShopClient, { products }: DrillPlan): Promise<void> {
  await forEachAtOnce(products, READERS, async ({ id, stock }) => {
    const answer = await sendPatiently(client, {
      method: 'POST',
      path: '/products',
      headers: { 'idempotency-key': `${id}-product` },
      body: { id, sku: id, name: `Drill ${id}`, price: PRICE, stock, category: 'Drill' },
    });
    if (answer.status !== 201) {
      throw new CommandFailed(`The drill's product ${id} was refused: ${refusalOf(answer)}`, EXIT_VIOLATION);
    }
  });
}

/** The shop once every order is decided, or as it stands when that takes too long: the books tell. */
async function shopAfterwards(client: ShopClient, { customers, products }: DrillPlan): Promise<ShopAfterwards> {
  const untilMs = Date.now() + DECIDED_WITHIN_MS;
  let orders = await ordersOf(client, customers);
  while (!orders.every(isDecided) && Date.now() < untilMs) {
    await sleep(DECIDED_POLL_MS);
    orders = await ordersOf(client, customers);
  }
  const stock = new Map<string, StockDocument>();
  await forEachAtOnce(products, READERS, async ({ id }) => {
    stock.set(id, await readStock(client, id));
  });
  return { orders, stock };
}

async function ordersOf(client: ShopClient, customers: readonly string[]): Promise<readonly OrderDocument[]> {
  const orders: OrderDocument[] = [];
  await forEachAtOnce(customers, READERS, async (customer) => {
    const own = await readAll<OrderDocument>(client, `/orders?customer_id=${encodeURIComponent(customer)}`);
    for (const order of own) orders.push(order);
  });
  return orders;
}
