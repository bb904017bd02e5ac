import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDecided } from '../../http/documents.ts';
import { ShopClient } from '../../http/shop-client.ts';
import type { OpenShop } from '../../shop/with-shop.ts';
import { Killer } from '../killer.ts';
import { type Account, isLive, mayHaveOrder, orderOf, type ShopOrder, unitsOf } from './account.ts';
import { keepSaleBooks, type SaleBooks } from './books/sale-books.ts';
import { closeSale } from './close-sale.ts';
import { Crowd } from './crowd.ts';
import { type Journal, lastWord } from './journal.ts';
import { Line } from './line.ts';
import { readSaleOrders } from './sale-orders.ts';
import { planSale, type SaleDrillOptions, type SalePlan } from './sale-plan.ts';
import { scheduleSale } from './schedule-sale.ts';
import type { Floor } from './visit.ts';
import { type Sample, Watch } from './watch.ts';

// Plays a whole sale: schedules it, lets the crowd come, kills what is to be killed, waits until nothing more happens, closes
// the sale, and keeps its books.

export interface SaleDrilled {
  readonly account: Account;
  readonly books: SaleBooks;
  readonly samples: readonly Sample[];
  readonly saleId: string;
  /** From the first who came until nothing more happened. */
  readonly seconds: number;
}

const LOOK_EVERY_MS = 125;
/** How many of those in line are called for each unit that is there. */
const CALLED_FOR_A_UNIT = 2;
/** A host that is killed takes its time to start again. */
const FOR_EACH_KILL_MS = 60_000;

/** `patienceMs`: how long a shop may take for what it has to do when the last have come. */
export async function drillSale(
  shop: OpenShop,
  options: SaleDrillOptions,
  { drillId, patienceMs }: { readonly drillId: string; readonly patienceMs: number },
): Promise<SaleDrilled> {
  const plan = planSale(options, drillId);
  const { saleId, startsAtMs } = await scheduleSale(shop.client, plan);
  const nowMs = (): number => performance.now() - startsAtMs;
  const eye = new ShopClient(shop.client.url, 2);
  const watch = new Watch(eye, saleId, nowMs);
  const line = new Line();
  let isOver = false;
  const floor: Floor = {
    client: shop.client,
    nowMs,
    sleep: (ms) => sleep(Math.max(0, ms)),
    isOver: () => isOver,
    plan,
    saleId,
    journal: { asked: [], places: [], cancellations: [] },
    line,
  };
  const killers = killersOf(shop, plan, nowMs);
  try {
    const crowd = new Crowd(floor);
    const settled = untilSettled({ floor, crowd, watch, killers, patienceMs });
    // A visit that fails ends the drill, and nobody waits for the others.
    await Promise.race([settled, crowd.gone.then(() => settled)]);
    for (const killer of killers) await killer.done();
    const seconds = Math.round(nowMs() + plan.curve.earlyMs) / 1_000;
    const stillInLine = line.length;
    isOver = true;
    line.close();
    await crowd.gone;
    const outages = killers.flatMap((killer) => killer.outages);
    const closed = await closeSale(shop.client, saleId, { plan, journal: floor.journal, patienceMs });
    const sameClock = shop.own !== undefined;
    const account: Account = { plan, journal: floor.journal, outages, stillInLine, sameClock, ...closed };
    return { account, books: keepSaleBooks(account), samples: watch.samples, saleId, seconds };
  } finally {
    isOver = true;
    line.close();
    eye.close();
  }
}

function killersOf({ own, redis }: OpenShop, { killsAt, redisKills }: SalePlan, nowMs: () => number): Killer[] {
  const killers: Killer[] = [];
  if (own !== undefined) killers.push(new Killer(own, killsAt, nowMs, 'host'));
  if (redis !== undefined) {
    const left = [...redisKills];
    const victim = {
      kill: () => redis.kill({ forgets: left.shift()?.forgets ?? false }),
      start: () => redis.start(),
    };
    const killsAt = redisKills.map(({ at }) => at);
    killers.push(new Killer(victim, killsAt, nowMs, 'Redis'));
  }
  return killers;
}

interface Course {
  readonly floor: Floor;
  readonly crowd: Crowd;
  readonly watch: Watch;
  readonly killers: readonly Killer[];
  readonly patienceMs: number;
}

/** Looks, kills, and calls people from the line, until everything is sold or nobody wants anything more. */
async function untilSettled({ floor, crowd, watch, killers, patienceMs }: Course): Promise<void> {
  const { plan, line, nowMs } = floor;
  const untilMs = plan.curve.spanMs + patienceMs + plan.killsAt.length * FOR_EACH_KILL_MS;
  while (nowMs() < untilMs && !floor.isOver()) {
    const { remaining = 0, state } = await watch.look();
    for (const killer of killers) killer.answered(nowMs() / plan.curve.spanMs);
    line.call(remaining * CALLED_FOR_A_UNIT);
    const isQuiet = state !== undefined && crowd.isAtRest && !killers.some(({ isBusy }) => isBusy);
    if (isQuiet && (await isDone(floor, watch))) return;
    await floor.sleep(LOOK_EVERY_MS);
  }
}

/** True while a cancellation was promised to somebody whose order is not cancelled yet. */
function hasPromises({ cancellations }: Journal, orders: readonly ShopOrder[]): boolean {
  const live = new Set(orders.filter(isLive).map(({ id }) => id));
  return cancellations.some(({ orderId, attempts }) => live.has(orderId) && lastWord({ attempts }) === 'accepted');
}

/** True when every order is decided, and nothing is left or nobody is there to want it. */
async function isDone({ client, journal, plan, line }: Floor, watch: Watch): Promise<boolean> {
  const asked = journal.asked.filter((one) => orderOf(one) !== undefined || mayHaveOrder(one));
  const orders = await readSaleOrders(client, asked, plan.productId);
  if (!orders.every(isDecided) || hasPromises(journal, orders)) return false;
  const inShop = new Set(asked.filter(({ where }) => where === 'shop').map(({ customerId }) => customerId));
  const sold = unitsOf(orders.filter((order) => isLive(order) && !inShop.has(order.customerId)));
  // Units of an order that has just been cancelled are on their way: they are neither sold nor back.
  const { remaining } = await watch.look();
  return remaining === plan.units - sold && (remaining === 0 || line.length === 0);
}
