import { describe, expect, it } from 'vitest';
import { LocalRateLimiter } from '../platform/ratelimit/local-rate-limiter.ts';
import type { GatewayDependencies } from './dependencies.ts';
import { FakeShop } from './testing/fake-shop.ts';

async function shopWithLimit(changes: Partial<GatewayDependencies> = {}): Promise<FakeShop> {
  const clock = { nowMs: () => 0 };
  const limit = { requests: 2, windowMs: 1_500 };
  return FakeShop.open({ clientLimit: { limiter: new LocalRateLimiter(clock), limit }, ...changes });
}

describe('a limit for every client', () => {
  it('tells at every answer how the client stands, and refuses what is over it before it is looked at', async () => {
    const shop = await shopWithLimit();
    const answers = [
      await shop.get('/products'),
      await shop.get('/orders'),
      await shop.post('/orders', { nonsense: 1 }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.ratelimit)).toEqual([
      '"client";r=1;t=2',
      '"client";r=0;t=2',
      '"client";r=0;t=2',
    ]);
    expect(answers[2]?.headers).toMatchObject({
      'ratelimit-policy': '"client";q=2;w=2',
      'retry-after': '2',
      'content-type': 'application/problem+json',
    });
    expect(answers[2]?.json()).toMatchObject({ code: 'rate_limited', status: 429 });
  });

  it('counts each principal for itself, where callers have to say who they are', async () => {
    const shop = await shopWithLimit({
      authenticate: ({ authorization }) => ({ id: String(authorization), staff: true }),
    });
    for (const caller of ['ann', 'ann', 'ben']) {
      expect((await shop.get('/orders', { authorization: caller })).statusCode).toBe(200);
    }
    expect((await shop.get('/orders', { authorization: 'ann' })).statusCode).toBe(429);
  });

  it('counts who asks for what is not there', async () => {
    const shop = await shopWithLimit();
    const answers = [await shop.get('/nothing'), await shop.post('/products/mug'), await shop.get('/admin.php')];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 405, 429]);
    expect((await shop.get('/products')).statusCode).toBe(429);
  });

  it('counts who does not say who they are by their address, and nobody else with them', async () => {
    const shop = await shopWithLimit({
      authenticate: ({ authorization }) => (authorization === 'ann' ? { id: 'ann', staff: false } : undefined),
    });
    const guesses: number[] = [];
    for (const authorization of ['1', '2', '3']) {
      guesses.push((await shop.get('/orders', { authorization })).statusCode);
    }
    expect(guesses).toEqual([401, 401, 429]);
    const known = [
      await shop.get('/nothing', { authorization: 'ann' }),
      await shop.get('/orders', { authorization: 'ann' }),
    ];
    expect(known.map(({ statusCode }) => statusCode)).toEqual([404, 200]);
    expect((await shop.get('/orders', { authorization: 'ann' })).statusCode).toBe(429);
    expect((await shop.get('/metrics')).statusCode).toBe(401);
  });

  it.each(['/health', '/health/live', '/health/ready', '/metrics'])('does not count %s', async (path) => {
    const shop = await shopWithLimit();
    for (let times = 0; times < 5; times++) expect((await shop.get(path)).statusCode).toBe(200);
  });

  it('is one of a list where a sale has its own', async () => {
    const shop = await shopWithLimit();
    const saleId = '00000000-0000-7000-8000-00000000aaaa';
    const terms = { productId: 'mug', sku: 'mug', quantity: 1, priceMinor: 1, currency: 'GBP', startsAtMs: 0 };
    const limits = { endsAtMs: 1, perCustomerLimit: 1, rateRequests: 5, rateWindowMs: 1_000 };
    await shop.sales.schedule(saleId, { ...terms, ...limits });
    shop.sales.rate = {
      limit: { requests: 5, windowMs: 1_000 },
      verdict: { allowed: true, remaining: 4, retryAfterMs: 0, resetMs: 1_000 },
    };
    const { headers } = await shop.post(`/sales/${saleId}/orders`, { customer_id: 'ann', quantity: 1 });
    expect(headers['ratelimit-policy']).toBe('"client";q=2;w=2, "sale";q=5;w=1');
    expect(headers.ratelimit).toBe('"client";r=1;t=2, "sale";r=4;t=1');
  });

  it('is none where none is configured', async () => {
    const { headers } = await (await FakeShop.open()).get('/orders');
    expect(headers).not.toHaveProperty('ratelimit');
  });
});
