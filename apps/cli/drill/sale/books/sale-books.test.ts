import { describe, expect, it } from 'vitest';
import { drawnPosition } from '../../../../../platform/kernel/fair-draw.ts';
import { commitmentTo } from '../../../../../platform/tokens/commitment.ts';
import type { Account } from '../account.ts';
import { keepSaleBooks } from './sale-books.ts';
import {
  accepted,
  asked,
  attempt,
  changed,
  type Draft,
  honest,
  order,
  PLAN,
  refused,
  retold,
  soldOut,
  withAsked,
  withOrders,
} from './testing/honest-sale.ts';

// Each test plants one fault in a sale in which everybody was told the truth, and one invariant has to find it.

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
    'somebody who was sent away from a sale that went on',
    'everybody-is-answered: eve was refused: 410 sale_over',
    (account) => retold(account, 'eve', refused(410, 'sale_over')),
  ],
  [
    'an answer without an order',
    'everybody-is-answered: ann was accepted without an order: 202',
    (account) => retold(account, 'ann', attempt(202)),
  ],
  [
    'an order that was withdrawn although nothing was killed',
    'everybody-is-answered: eve was refused: 409 order_withdrawn',
    (account) => retold(account, 'eve', refused(409, 'order_withdrawn')),
  ],
  [
    'a ticket where nobody needs one',
    'everybody-is-answered: eve was refused: 403 ticket_invalid',
    (account) => retold(account, 'eve', refused(403, 'ticket_invalid')),
  ],
  [
    'the ordinary shop that turns somebody away',
    'everybody-is-answered: guy was refused by the ordinary shop: 409 sold_out',
    (account) => retold(account, 'guy', soldOut()),
  ],
  [
    'a shop that breaks by itself',
    'everybody-is-answered: ben met a fault of the shop: 500 internal',
    (account) => retold(account, 'ben', refused(500, 'internal'), accepted('b', 10)),
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
    'an honest ticket that was taken for a forged one',
    'everybody-is-answered: eve was refused: 403 ticket_invalid',
    (account) => retold(account, 'eve', refused(403, 'ticket_invalid')),
  ],
  [
    'a ticket that was used by nobody',
    'everybody-is-answered: eve was refused: 403 ticket_used',
    (account) => retold(account, 'eve', refused(403, 'ticket_used')),
  ],
  [
    'a turn that was lost before it can have passed',
    'everybody-is-answered: cem again was refused: 403 turn_lost',
    (account) => withAsked(account, asked('cem again', 1, refused(403, 'turn_lost', 4_000))),
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

  it('let pass what a customer can have earned', () => {
    const late = withAsked(room(), asked('cem again', 1, refused(403, 'turn_lost', 5_100)));
    expect(keepSaleBooks(late).violations).toEqual([]);
    const twice = withAsked(room(), asked('ann again', 1, refused(403, 'ticket_used', 50)));
    expect(keepSaleBooks(twice).violations).toEqual([]);
    const outages = [{ what: 'host', killedAtMs: 30, backAtMs: 35 }];
    const withdrawn = { ...retold(room(), 'eve', refused(409, 'order_withdrawn')), outages };
    expect(keepSaleBooks(withdrawn).violations).toEqual([]);
  });

  it.each(PLANTED_AT_A_ROOM)('find %s', (_case, found, plant) =>
    expect(keepSaleBooks(plant(room())).violations.join('\n')).toContain(found),
  );
});
