import { beforeEach, describe, expect, it } from 'vitest';
import { Unanswered } from '../platform/rpc/doors.ts';
import { StoreUnavailable } from '../platform/store/store.ts';
import { DEFAULT_OPTIONS } from './dependencies.ts';
import { FakeCheckout } from './testing/fake-checkout.ts';
import { FakeIdempotency } from './testing/fake-idempotency.ts';
import { anOrder, FakeShop } from './testing/fake-shop.ts';

const KEY = { 'idempotency-key': 'k1' };
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const turns = async (): Promise<void> => {
  for (let count = 0; count < 5; count++) await new Promise((resolve) => setImmediate(resolve));
};

/** Everything behind the edge waits for a database that says nothing, while `silent` says so. */
let silent: 'checkout' | 'claim' | 'answer' | undefined;
let shop: FakeShop;

beforeEach(async () => {
  silent = undefined;
  const parts = new FakeShop();
  class Checkout extends FakeCheckout {
    override begin(request: Parameters<FakeCheckout['begin']>[0]) {
      return silent === 'checkout' ? never<never>() : super.begin(request);
    }
  }
  class Idempotency extends FakeIdempotency {
    override claim(operation: Parameters<FakeIdempotency['claim']>[0]) {
      return silent === 'claim' ? never<never>() : super.claim(operation);
    }
    override complete(...given: Parameters<FakeIdempotency['complete']>) {
      return silent === 'answer' ? never<never>() : super.complete(...given);
    }
  }
  const checkout = new Checkout(parts.clock);
  shop = await FakeShop.open({ checkout, idempotency: new Idempotency(parts.newId) });
});

/** Posts an order, lets the given time pass while it waits, and answers what its caller got. */
async function placedAfter(waitMs: number, headers: Record<string, string> = KEY) {
  const answer = shop.post('/orders', anOrder(), headers);
  await turns();
  for (let passedMs = 0; passedMs < waitMs; passedMs += 100) {
    shop.clock.advance(100);
    await turns();
  }
  return answer;
}

describe('a request that nobody answers', () => {
  it.each([
    ['checkout', 'outcome_unknown'],
    ['claim', 'unavailable'],
    ['answer', 'unavailable'],
  ] as const)('is a 503 in time where %s is silent, and its key stays good', async (what, code) => {
    silent = what;
    const late = await placedAfter(DEFAULT_OPTIONS.answerWithinMs + 500);
    expect([late.statusCode, late.json().code, late.headers['retry-after']]).toEqual([503, code, '1']);
    silent = undefined;
    const again = await shop.post('/orders', anOrder(), KEY);
    expect(again.statusCode).toBe(201);
    expect((await shop.post('/orders', anOrder(), KEY)).json().id).toBe(again.json().id);
  });

  it('may take as long as its caller asked to wait, on top', async () => {
    silent = 'checkout';
    let answered = false;
    const asked = shop.post('/orders', anOrder(), { prefer: 'wait=5' }).then((answer) => {
      answered = true;
      return answer;
    });
    await turns();
    shop.clock.advance(DEFAULT_OPTIONS.answerWithinMs + 4_000);
    await turns();
    expect(answered).toBe(false);
    shop.clock.advance(2_000);
    expect((await asked).statusCode).toBe(503);
  });

  it('bounds reading too', async () => {
    const slow = await FakeShop.open({ audit: { run: () => never(), past: async () => [] } });
    const asked = slow.get('/audit');
    await turns();
    slow.clock.advance(DEFAULT_OPTIONS.answerWithinMs + 500);
    expect((await asked).json().code).toBe('unavailable');
  });
});

describe('an outage in the log', () => {
  it('is one line for many requests, without a stack', async () => {
    const away = new Unanswered('ordering.v1.OrderService/PlaceOrder', 'away', {
      cause: new StoreUnavailable('the database cannot be used: connect ECONNREFUSED'),
    });
    const begin = () => Promise.reject(away);
    const broken = await FakeShop.open({ checkout: { begin, ended: async () => false } });
    for (let count = 0; count < 20; count++) await broken.post('/orders', anOrder(), { 'idempotency-key': `${count}` });
    expect(broken.logged).toHaveLength(1);
    expect(JSON.stringify(broken.logged)).toContain('PlaceOrder gave no answer');
    expect(broken.logged[0]?.entry).not.toHaveProperty('err');
    broken.clock.advance(5_000);
    await broken.post('/orders', anOrder());
    expect(broken.logged[1]?.entry).toMatchObject({ unsaid: 19 });
  });

  it('has the stack of what is our fault', async () => {
    const bug = new Unanswered('ordering.v1.OrderService/PlaceOrder', 'no', { cause: new TypeError('undefined') });
    const broken = await FakeShop.open({ checkout: { begin: () => Promise.reject(bug), ended: async () => false } });
    await broken.post('/orders', anOrder());
    expect(broken.logged[0]?.entry).toMatchObject({ err: bug });
  });
});
