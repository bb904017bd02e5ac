import type { Account, ShopOrder } from '../../account.ts';
import type { Asked, Attempt, Journal } from '../../journal.ts';
import { planSale, type SalePlan } from '../../sale-plan.ts';

// A sale of three units. Ann and Ben have one each; Cem's two were declined and went to Dan, who had been told "sold out";
// Eve came too late, and a bot was slowed down. Everybody was told the truth: tests plant one fault each.

export const PLAN: SalePlan = {
  ...planSale({ crowd: 30, stock: 3, waitingRoom: undefined, kills: 0, redisKills: 0, seed: 1 }, 'd'),
  perCustomerLimit: 2,
  spare: 1,
};

export function attempt(status: number, fields: Partial<Attempt> = {}): Attempt {
  const text = `${status} ${fields.code ?? fields.orderId ?? ''}`;
  return { sentMs: 0, endedMs: 10, status, code: '', orderId: undefined, text, replayed: false, ...fields };
}
export const accepted = (orderId: string, sentMs = 0): Attempt =>
  attempt(202, { orderId, sentMs, endedMs: sentMs + 10 });
export const refused = (status: number, code: string, sentMs = 0): Attempt =>
  attempt(status, { code, sentMs, endedMs: sentMs + 10 });
export const soldOut = (sentMs = 20): Attempt => refused(409, 'sold_out', sentMs);
const unheard = (): Attempt => attempt(0);

export function asked(key: string, quantity: number, ...attempts: Attempt[]): Asked {
  return { key, customerId: key.split(' ')[0] ?? key, manner: 'plain', where: 'sale', quantity, attempts };
}
export function order(id: string, customerId: string, fields: Partial<ShopOrder> = {}): ShopOrder {
  return { id, customerId, status: 'CONFIRMED', reason: '', quantity: 1, ...fields };
}
const DECLINED = { status: 'CANCELLED', reason: 'payment_declined', quantity: 2 };

export function honest(): { -readonly [Field in keyof Account]: Account[Field] } & { journal: Journal } {
  const bot = Array.from({ length: 6 }, (_, index): Asked => {
    const answer = index < 5 ? refused(403, 'limit_reached', 40) : refused(429, 'rate_limited', 40);
    return { ...asked(`bot ${index}`, 1, answer), manner: 'bot' };
  });
  const journal: Journal = {
    asked: [
      asked('ann', 1, accepted('a')),
      asked('ben', 1, unheard(), accepted('b', 10)),
      asked('cem', 2, accepted('c')),
      asked('dan', 1, soldOut()),
      asked('dan again', 1, accepted('d', 100)),
      asked('eve', 1, refused(425, 'too_early', -50), soldOut()),
      { ...asked('fay', 1, unheard()), manner: 'vanish' },
      { ...asked('guy', 1, attempt(201, { orderId: 'g' })), where: 'shop', manner: 'passer-by' },
      ...bot,
    ],
    places: [],
    cancellations: [],
  };
  return {
    plan: PLAN,
    journal,
    outages: [],
    stillInLine: 1,
    sameClock: true,
    shop: {
      orders: [order('a', 'ann'), order('b', 'ben'), order('c', 'cem', DECLINED), order('d', 'dan'), order('g', 'guy')],
      remaining: 0,
      available: 0,
    },
    draw: undefined,
  };
}

export type Draft = ReturnType<typeof honest>;

export function withOrders(account: Draft, change: (orders: readonly ShopOrder[]) => readonly ShopOrder[]): Account {
  return { ...account, shop: { ...account.shop, orders: change(account.shop.orders) } };
}
export function withAsked(account: Draft, ...more: Asked[]): Account {
  return { ...account, journal: { ...account.journal, asked: [...account.journal.asked, ...more] } };
}
export function changed(account: Draft, id: string, fields: Partial<ShopOrder>): Account {
  return withOrders(account, (orders) => orders.map((one) => (one.id === id ? { ...one, ...fields } : one)));
}
export function retold(account: Draft, key: string, ...attempts: Attempt[]): Account {
  const asked = account.journal.asked.map((one) => (one.key === key ? { ...one, attempts } : one));
  return { ...account, journal: { ...account.journal, asked } };
}
