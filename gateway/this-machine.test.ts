import { describe, expect, it } from 'vitest';
import { FakeShop } from './testing/fake-shop.ts';

const ORDER = { customer_id: 'ann', items: [{ product_id: 'mug', quantity: 1 }] };

describe('a shop without authentication', () => {
  it.each([
    'localhost',
    'localhost:8080',
    'LOCALHOST',
    'shop.localhost:3000',
    '127.0.0.1:8080',
    '127.1.2.3',
    '[::1]:1',
  ])('is served as %s', async (host) => {
    const shop = await FakeShop.open();
    expect((await shop.get('/products', { host })).statusCode).toBe(200);
    expect((await shop.post('/orders', ORDER, { host })).statusCode).toBe(201);
  });

  it.each(['evil.com', 'localhost.evil.com', 'evil.com:8080', '127.0.0.1.evil.com', 'local.evil.com', '1.2.3.evil'])(
    'is not served as %s, which a page can have resolve to this machine',
    async (host) => {
      const shop = await FakeShop.open();
      for (const path of ['/products', '/health', '/metrics', '/nothing']) {
        const answer = await shop.get(path, { host });
        expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign_site']);
        expect(answer.json().detail).toContain(host);
      }
    },
  );

  it.each([
    { origin: 'https://evil.com' },
    { origin: 'http://localhost.evil.com' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])('does nothing for a page of another site: %o', async (headers) => {
    const shop = await FakeShop.open();
    const answer = await shop.inject({ method: 'POST', url: '/admin/rebuild-projections', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign_site']);
    // What it could read anyway its browser keeps from it.
    expect((await shop.get('/products', headers)).statusCode).toBe(200);
  });

  it.each([
    { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' },
  ])('works for a page of this machine: %o', async (headers) => {
    const shop = await FakeShop.open();
    expect((await shop.post('/orders', ORDER, headers)).statusCode).toBe(201);
  });

  it('leaves all that to its credentials once it has some', async () => {
    const authenticate = () => ({ id: 'sue', staff: true });
    const shop = await FakeShop.open({ authenticate, options: { demoMode: false } });
    const headers = { host: 'shop.example', origin: 'https://elsewhere.example' };
    expect((await shop.post('/orders', ORDER, headers)).statusCode).toBe(201);
  });
});
