import { sumOf } from '../../sum-of.ts';
import type { Outage } from '../killer.ts';
import { type Asked, type Attempt, isPassing, type Journal, wordOf } from './journal.ts';
import type { SalePlan } from './sale-plan.ts';

// What the books of a sale are kept from: what was planned, what everybody was told, and what the shop says in the end.

/** An order as the shop has it. */
export interface ShopOrder {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly reason: string;
  /** Units of the sale's product. */
  readonly quantity: number;
}

export interface ShopAfterSale {
  readonly orders: readonly ShopOrder[];
  /** Units that the sale had left before it was closed. */
  readonly remaining: number;
  /** Units that the ordinary shop has once the sale is closed. */
  readonly available: number;
}

/** The draw of a waiting room, as the shop tells of it. */
export interface Draw {
  readonly seedHash: string | null;
  readonly seed: string | null;
  readonly early: number;
}

export interface Account {
  readonly plan: SalePlan;
  readonly journal: Journal;
  /** Of the host and of Redis. */
  readonly outages: readonly Outage[];
  /** People who still wanted something when nobody sold any more. */
  readonly stillInLine: number;
  /** True where shop and drill read the same clock. */
  readonly sameClock: boolean;
  readonly shop: ShopAfterSale;
  /** Undefined without a waiting room. */
  readonly draw: Draw | undefined;
}

/** One invariant of a drill: what it is called, and a sentence for each thing that breaks it. */
export interface Check {
  readonly name: string;
  /** What was looked at. */
  readonly detail: (account: Account) => string;
  readonly violations: (account: Account) => readonly string[];
}

export function ofSale({ journal }: Account): readonly Asked[] {
  return journal.asked.filter(({ where }) => where === 'sale');
}

/** Orders of people who were in the sale, and not in the ordinary shop. */
export function saleOrders(account: Account): readonly ShopOrder[] {
  const passersBy = new Set(
    account.journal.asked.filter(({ where }) => where === 'shop').map((asked) => asked.customerId),
  );
  return account.shop.orders.filter(({ customerId }) => !passersBy.has(customerId));
}

export function isLive({ status }: ShopOrder): boolean {
  return status !== 'CANCELLED' && status !== 'REFUNDED';
}

export function unitsOf(orders: readonly ShopOrder[]): number {
  return sumOf(orders, ({ quantity }) => quantity);
}

/** The order that a key was told of. */
export function orderOf({ attempts }: Asked): string | undefined {
  return attempts.find(({ orderId }) => orderId !== undefined)?.orderId;
}

/** True when an order may exist under this key that nobody was told of: its answer was lost, and no other came. */
export function mayHaveOrder({ attempts }: Asked): boolean {
  const words = attempts.map(wordOf);
  const last = words.at(-1);
  const wasLost = words.includes('unheard') || words.includes('busy');
  // Withdrawn: the order was there, and ended before its customer heard of it.
  return attempts.some(({ code }) => code === 'order_withdrawn') || (wasLost && last !== undefined && isPassing(last));
}

export function firstSentMs(attempts: readonly Attempt[]): number {
  return attempts.reduce((first, { sentMs }) => Math.min(first, sentMs), Number.POSITIVE_INFINITY);
}

export function byCustomer<Item extends { readonly customerId: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const theirs = found.get(item.customerId);
    if (theirs === undefined) found.set(item.customerId, [item]);
    else theirs.push(item);
  }
  return found;
}
