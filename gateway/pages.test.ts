import { beforeAll, describe, expect, it } from 'vitest';
import type { PageFile } from './page-file.ts';
import { PAGE_POLICY } from './pages.ts';
import { FakeShop } from './testing/fake-shop.ts';

function file(contentType: string, text: string): PageFile {
  const [gzip, brotli] = [Buffer.from(`gzip of ${text}`), Buffer.from(`brotli of ${text}`)];
  return { contentType, content: Buffer.from(text), gzip, brotli, digest: 'd1' };
}

const FILES = new Map([
  ['storefront/index.html', file('text/html; charset=utf-8', 'the storefront')],
  ['console/index.html', file('text/html; charset=utf-8', 'the console')],
  ['assets/storefront-x1.js', file('text/javascript; charset=utf-8', 'the script')],
]);
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

let shop: FakeShop;
beforeAll(async () => {
  shop = await FakeShop.open({ pages: FILES });
});

/** Headers of a document. */
const OF_A_DOCUMENT = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_POLICY,
  'cache-control': 'no-cache',
  vary: 'accept, accept-encoding',
};

describe('the pages', () => {
  it.each([
    ['/', 'the storefront'],
    ['/?search=mug', 'the storefront'],
    ['/shop', 'the storefront'],
    ['/shop/products/mug', 'the storefront'],
    ['/console', 'the console'],
    ['/console/orders/x?tab=saga', 'the console'],
  ])('are served at %s', async (url, body) => {
    const answer = await shop.get(url, BROWSER);
    expect([answer.statusCode, answer.body]).toEqual([200, body]);
    expect(answer.headers).toMatchObject(OF_A_DOCUMENT);
  });

  it('let nothing run that is written into them', () => {
    expect(PAGE_POLICY).toContain("script-src 'self'");
    expect(PAGE_POLICY).not.toMatch(/unsafe|\*|data:/);
  });

  it('are nothing to a client that reads JSON only, which is told so in JSON', async () => {
    for (const url of ['/', '/shop/orders', '/console']) {
      const answer = await shop.get(url, { accept: 'application/json, application/problem+json' });
      expect([answer.statusCode, answer.headers['content-type'], answer.json().code]).toEqual([
        404,
        'application/problem+json',
        'not_found',
      ]);
    }
  });

  it('leave the API its paths, whoever asks', async () => {
    const products = await shop.get('/products', BROWSER);
    expect([products.statusCode, products.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect((await shop.get('/nowhere', BROWSER)).json().code).toBe('not_found');
    expect((await shop.get('/shopping', BROWSER)).json().code).toBe('not_found');
  });

  it.each([
    ['/shop/products/%E0%A4%A', 'the storefront'],
    ['/shop/%zz?from=mail', 'the storefront'],
    ['/console/orders/%', 'the console'],
  ])('are served to a browser at %s, which nobody can decode', async (url, body) => {
    const answer = await shop.get(url, BROWSER);
    expect([answer.statusCode, answer.body]).toEqual([200, body]);
    expect(answer.headers).toMatchObject({
      ...OF_A_DOCUMENT,
      'x-content-type-options': 'nosniff',
      'trace-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('leave what cannot be decoded a problem for all others, and everywhere else', async () => {
    const asked = [
      await shop.get('/shop/products/%E0%A4%A'),
      await shop.get('/shop/products/%E0%A4%A', { accept: 'application/json' }),
      await shop.get('/products/%E0%A4%A', BROWSER),
      await shop.get('/shopping/%E0%A4%A', BROWSER),
      await shop.post('/shop/products/%E0%A4%A', {}, BROWSER),
      await (await FakeShop.open()).get('/shop/products/%E0%A4%A', BROWSER),
    ];
    const malformed = [400, 'malformed_request'];
    expect(asked.map((answer) => [answer.statusCode, answer.json().code])).toEqual(asked.map(() => malformed));
  });

  it('answer other methods by what is allowed', async () => {
    const answer = await shop.post('/shop/cart', {});
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('need no credentials, where the API does', async () => {
    const guarded = await FakeShop.open({ pages: FILES, authenticate: () => undefined, options: { demoMode: false } });
    expect((await guarded.get('/shop/cart', BROWSER)).statusCode).toBe(200);
    expect((await guarded.get('/orders', BROWSER)).statusCode).toBe(401);
  });

  it('are not there where none are built', async () => {
    const bare = await FakeShop.open();
    expect((await bare.get('/', BROWSER)).json().code).toBe('not_found');
  });
});

describe('the files of the pages', () => {
  it('are kept for ever', async () => {
    const answer = await shop.get('/assets/storefront-x1.js');
    expect([answer.statusCode, answer.body]).toEqual([200, 'the script']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['gzip, deflate, br', 'br', 'brotli of the script'],
    ['gzip', 'gzip', 'gzip of the script'],
    ['identity', undefined, 'the script'],
  ])('come compressed for whoever reads %s', async (accepted, encoding, body) => {
    const answer = await shop.get('/assets/storefront-x1.js', { 'accept-encoding': accepted });
    expect([answer.headers['content-encoding'], answer.body]).toEqual([encoding, body]);
    const again = { 'accept-encoding': accepted, 'if-none-match': String(answer.headers.etag) };
    expect((await shop.get('/assets/storefront-x1.js', again)).statusCode).toBe(304);
  });

  it('are problems where there is none', async () => {
    for (const name of ['storefront-x0.js', '../storefront/index.html', '%2e%2e/storefront/index.html', '']) {
      expect((await shop.get(`/assets/${name}`, BROWSER)).json().code).toBe('not_found');
    }
  });
});
