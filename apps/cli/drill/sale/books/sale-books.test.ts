import { describe, expect, it } from 'vitest';
import { drawnPosition } from '../../../../../platform/kernel/fair-draw.ts';
import { commitmentTo } from '../../../../../platform/tokens/commitment.ts';
import type { Account, ShopOrder } from '../account.ts';
import type { Asked, Attempt, Journal } from '../journal.ts';
import { planSale, type SalePlan } from '../sale-plan.ts';
import { keepSaleBooks } from './sale-books.ts';

// A sale of three units. Ann and Ben have one each; Cem's two were declined and went to Dan, who had been told "sold out";
// Eve came too late, and a bot was slowed down. Each test plants one fault, and one invariant has to find it.

const PLAN: SalePlan = {
  ...planSale({ crowd: 30, stock: 3, waitingRoom: undefined, kills: 0, redisKills: 0, seed: 1 }, 'd'),
  perCustomerLimit: 2,
  spare: 1,
};

function attempt(status: number, fields: Partial<Attempt> = {}): Attempt {
  const text = `${status} ${fields.code ?? fields.orderId ?? ''}`;
  return { sentMs: 0, endedMs: 10, status, code: '', orderId: undefined, text, replayed: false, ...fields };
}
const accepted = (orderId: string, sentMs = 0): Attempt => attempt(202, { orderId, sentMs, endedMs: sentMs + 10 });
const refused = (status: number, code: string, sentMs = 0): Attempt =>
  attempt(status, { code, sentMs, endedMs: sentMs + 10 });
const soldOut = (sentMs = 20): Attempt => refused(409, 'sold_out', sentMs);
const unheard = (): Attempt => attempt(0);

function asked(key: string, quantity: number, ...attempts: Attempt[]): Asked {
  return { key, customerId: key.split(' ')[0] ?? key, manner: 'plain', where: 'sale', quantity, attempts };
}
function order(id: string, customerId: string, fields: Partial<ShopOrder> = {}): ShopOrder {
  return { id, customerId, status: 'CONFIRMED', reason: '', quantity: 1, ...fields };
}
const DECLINED = { status: 'CANCELLED', reason: 'payment_declined', quantity: 2 };

function honest(): { -readonly [Field in keyof Account]: Account[Field] } & { journal: Journal } {
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

type Draft = ReturnType<typeof honest>;

function withOrders(account: Draft, change: (orders: readonly ShopOrder[]) => readonly ShopOrder[]): Account {
  return { ...account, shop: { ...account.shop, orders: change(account.shop.orders) } };
}
function withAsked(account: Draft, ...more: Asked[]): Account {
  return { ...account, journal: { ...account.journal, asked: [...account.journal.asked, ...more] } };
}
function changed(account: Draft, id: string, fields: Partial<ShopOrder>): Account {
  return withOrders(account, (orders) => orders.map((one) => (one.id === id ? { ...one, ...fields } : one)));
}
function retold(account: Draft, key: string, ...attempts: Attempt[]): Account {
  const asked = account.journal.asked.map((one) => (one.key === key ? { ...one, attempts } : one));
  return { ...account, journal: { ...account.journal, asked } };
}

const PLANTED: readonly (readonly [string, string, (account: Draft) => Account])[] = [
  [
    'a unit too many',
    'not-one-unit-too-many: 4 units were sold where the sale had 3',
    (account) =>
      withOrders(withAsked(account, asked('eve again', 1, accepted('e', 200))) as Draft, (all) => [
        ...all,
        order('e', 'eve'),
      ]),
  ],
  [
    'units of the sale that the ordinary shop sold',
    'not-one-unit-too-many: the ordinary shop sold 2 units where 1',
    (account) => changed(account, 'g', { quantity: 2 }),
  ],
  [
    'a unit that nobody was let have',
    'everything-is-sold: 1 units were left while 1 people waited',
    (account) => {
      const left = changed(account, 'd', { status: 'CANCELLED', reason: 'cancelled_by_customer' });
      return { ...left, shop: { ...left.shop, remaining: 1 } };
    },
  ],
  [
    'a sale that lost count',
    'everything-is-sold: the sale says that 1 units are left, the orders say 0',
    (account) => ({
      ...account,
      shop: { ...account.shop, remaining: 1 },
    }),
  ],
  [
    'a customer with too much',
    'limit-per-customer: ann has 3 units where 2 are allowed',
    (account) => changed(account, 'a', { quantity: 3 }),
  ],
  [
    'an order that is lost',
    'nothing-acknowledged-is-lost: order b was acknowledged to ben and does not exist',
    (account) => withOrders(account, (all) => all.filter(({ id }) => id !== 'b')),
  ],
  [
    "an order that is somebody else's",
    "nothing-acknowledged-is-lost: order b of ben is ann's",
    (account) => changed(account, 'b', { customerId: 'ann' }),
  ],
  [
    'an order of another size',
    'nothing-acknowledged-is-lost: order b has 2 units where 1 were ordered',
    (account) => changed(account, 'b', { quantity: 2 }),
  ],
  [
    'a key that made two orders',
    'one-key-one-order: order x of ann exists and nobody was told of it',
    (account) => withOrders(account, (all) => [...all, order('x', 'ann')]),
  ],
  [
    'an order of somebody who was told "sold out"',
    'one-key-one-order: order x of eve exists and nobody was told',
    (account) => withOrders(account, (all) => [...all, order('x', 'eve')]),
  ],
  [
    'a key with two answers',
    'one-key-one-order: ann was answered in 2 different ways',
    (account) => retold(account, 'ann', accepted('a'), soldOut()),
  ],
  [
    'two keys with one order',
    'one-key-one-order: dan again and ann are one order, a',
    (account) => retold(account, 'dan again', accepted('a', 100)),
  ],
  [
    'somebody who was never answered',
    'everybody-is-answered: eve was never answered; the last was busy',
    (account) => retold(account, 'eve', attempt(503)),
  ],
  [
    'a refusal that nobody can live with',
    'everybody-is-answered: eve was refused: 400 invalid_request',
    (account) => retold(account, 'eve', refused(400, 'invalid_request')),
  ],
  [
    'an order that nobody decides',
    'orders-end-for-a-reason: order a is still PENDING',
    (account) => changed(account, 'a', { status: 'PENDING' }),
  ],
  [
    'an order of the sale that is out of stock',
    'orders-end-for-a-reason: order a ended out_of_stock',
    (account) => changed(account, 'a', { status: 'CANCELLED', reason: 'out_of_stock' }),
  ],
  [
    'an order that expired although nothing was killed',
    'orders-end-for-a-reason: order a ended expired',
    (account) => changed(account, 'a', { status: 'CANCELLED', reason: 'expired' }),
  ],
  [
    'a payment that was to be declined',
    'orders-end-for-a-reason: order c was paid although nobody may pay as much',
    (account) => changed(account, 'c', { status: 'CONFIRMED', reason: '' }),
  ],
  [
    'a cancellation that was promised',
    'orders-end-for-a-reason: order a was to be cancelled and is CONFIRMED',
    (account) => ({
      ...account,
      journal: { ...account.journal, cancellations: [{ orderId: 'a', attempts: [attempt(202)] }] },
    }),
  ],
  [
    'an order that cannot be found to be cancelled',
    'orders-end-for-a-reason: order a could not be cancelled: 404',
    (account) => ({
      ...account,
      journal: { ...account.journal, cancellations: [{ orderId: 'a', attempts: [refused(404, 'not_found')] }] },
    }),
  ],
  [
    'units that never came back to the shop',
    'stock-comes-back: 0 units are available after the sale where 1',
    (account) => changed(account, 'g', { status: 'CANCELLED', reason: 'out_of_stock' }),
  ],
  [
    '"sold out" when there was enough',
    'sold-out-is-true: eve was told "sold out" when at most 0 of 3 units',
    (account) => retold(account, 'eve', soldOut(-30)),
  ],
  [
    'a limit that was not reached',
    'limit-reached-is-true: eve was told that the limit was reached, with 1 of 2',
    (account) => retold(account, 'eve', refused(403, 'limit_reached')),
  ],
  [
    'no rate limit',
    'rate-limit-holds: bot got 6 requests through where 5 are allowed',
    (account) => retold(account, 'bot 5', refused(403, 'limit_reached', 40)),
  ],
  [
    'a rate limit that is too strict',
    'rate-limit-is-fair: bot 4 was told to wait after 0 requests',
    (account) => ({
      ...account,
      journal: {
        ...account.journal,
        asked: [...account.journal.asked.slice(0, 8), asked('bot 4', 1, refused(429, 'rate_limited'))],
      },
    }),
  ],
  [
    'a sale that began too early',
    'not-before-the-start: ann was sold before the sale began',
    (account) => retold(account, 'ann', accepted('a', -200)),
  ],
  [
    'a sale that began too late',
    'not-before-the-start: eve was told "too early" after the sale had begun',
    (account) => retold(account, 'eve', refused(425, 'too_early', 200), soldOut(300)),
  ],
];

describe('the books of a sale', () => {
  it('balance when everybody was told the truth', () => {
    const { violations, invariants } = keepSaleBooks(honest());
    expect(violations).toEqual([]);
    expect(invariants.every(({ ok }) => ok)).toBe(true);
    expect(invariants).toHaveLength(13);
  });

  it.each(PLANTED)('find %s', (_case, found, plant) => {
    const { violations, invariants } = keepSaleBooks(plant(honest()));
    expect(violations.join('\n')).toContain(found);
    expect(invariants.find(({ ok }) => !ok)?.detail).not.toContain('nothing is wrong');
  });

  it('have a planted fault for every invariant', () => {
    const found = new Set([...PLANTED, ...PLANTED_AT_A_ROOM].map(([, violation]) => violation.split(':')[0]));
    const all = keepSaleBooks(room()).invariants.map(({ name }) => name);
    expect([...found].sort()).toEqual([...all].sort());
  });

  it('do not blame the shop for what the crowd cannot know', () => {
    // Whoever broke off may have an order; a limiter forgets when its host is killed; nothing is known of another clock.
    const vanished = withOrders(honest(), (all) => [...all.filter(({ id }) => id !== 'd'), order('f', 'fay')]);
    const account = retold({ ...honest(), ...vanished } as Draft, 'dan again', soldOut(100));
    expect(keepSaleBooks(account).violations).toEqual([]);
    const outages = [{ what: 'host', killedAtMs: 30, backAtMs: 35 }];
    const limited = { ...retold(honest(), 'bot 5', refused(403, 'limit_reached', 40)), outages };
    expect(keepSaleBooks(limited).violations).toEqual([]);
    const early = { ...retold(honest(), 'ann', accepted('a', -200)), sameClock: false };
    expect(keepSaleBooks(early).violations).toEqual([]);
  });
});

const SEED = '5e'.repeat(32);

/** The same with a waiting room: two came before the draw. */
function room(): Draft {
  const account = honest();
  const place = (customerId: string, sequence: number) => {
    const position = drawnPosition(sequence - 1, 2, SEED) + 1;
    return { customerId, attempts: [attempt(201, { text: JSON.stringify({ sequence, position }) })] };
  };
  const forged = { ...asked('ivo', 1, refused(403, 'ticket_invalid')), manner: 'forger' as const };
  return {
    ...account,
    plan: { ...PLAN, waitingRoom: 'fair' },
    journal: {
      asked: [...account.journal.asked, forged],
      places: [place('ann', 1), place('ben', 2), place('cem', 3)],
      cancellations: [],
    },
    draw: { seedHash: commitmentTo(SEED), seed: SEED, early: 2 },
  };
}

const PLANTED_AT_A_ROOM: typeof PLANTED = [
  [
    'a ticket that was used twice',
    'one-order-a-ticket: ann ordered 2 times with one ticket',
    (account) => withAsked(account, asked('ann again', 1, accepted('z', 50))),
  ],
  [
    'a ticket that was forged',
    'one-order-a-ticket: ivo was accepted with a forged ticket',
    (account) => retold(account, 'ivo', accepted('i')),
  ],
  [
    'another seed than the one that was committed to',
    'draw-is-as-committed: the seed of the draw is not the one',
    (account) => ({
      ...account,
      draw: { seedHash: commitmentTo(SEED), seed: 'ab'.repeat(32), early: 0 },
    }),
  ],
  [
    'a place that was not drawn',
    'draw-is-as-committed: cem stands at 9, the draw says 3',
    (account) => {
      const text = JSON.stringify({ sequence: 3, position: 9 });
      const places = [...account.journal.places.slice(0, 2), { customerId: 'cem', attempts: [attempt(201, { text })] }];
      return { ...account, journal: { ...account.journal, places } };
    },
  ],
  [
    'two people at one place',
    'draw-is-as-committed: ben and ann both stand at',
    (account) => {
      const [ann, ben] = account.journal.places;
      const places = [ann, { customerId: 'ben', attempts: ann?.attempts ?? [] }, ben].filter(
        (one) => one !== undefined,
      );
      return { ...account, journal: { ...account.journal, places } };
    },
  ],
  [
    'a seed that was kept',
    'draw-is-as-committed: the seed of the draw was not told',
    (account) => ({
      ...account,
      draw: { seedHash: commitmentTo(SEED), seed: null, early: 0 },
    }),
  ],
];

describe('the books of a sale with a waiting room', () => {
  it('balance when the draw was kept', () => {
    const { violations, invariants } = keepSaleBooks(room());
    expect(violations).toEqual([]);
    expect(invariants).toHaveLength(15);
  });

  it.each(PLANTED_AT_A_ROOM)('find %s', (_case, found, plant) =>
    expect(keepSaleBooks(plant(room())).violations.join('\n')).toContain(found),
  );
});
