import { afterEach, describe, expect, it, vi } from 'vitest';
import { askAgainMs, call, Refused, Unreachable, urlOf } from './api.ts';

function answers(status: number, body: string, headers: Record<string, string> = {}) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(body, { status, headers }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

const PROBLEM = { type: 'urn:x', title: 'Sold out', status: 409, detail: 'Nothing is left.', code: 'sold_out' };

describe('a call of the API', () => {
  it('goes to the path that its operation names, with the rest in the query', async () => {
    const fetched = answers(200, '{"data":[],"next_cursor":null}');
    await call('GET /products', { query: { search: 'mug & tea', cursor: undefined } });
    expect(fetched.mock.calls[0]?.[0]).toBe('/v1/products?search=mug+%26+tea');
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      method: 'GET',
      headers: expect.not.objectContaining({ prefer: '' }),
    });
  });

  it('carries its body, its key and how long it waits', async () => {
    const fetched = answers(201, '{}');
    const body = { customer_id: 'c', payment_method: 'card' } as const;
    await call('POST /carts/{id}/checkout', { path: { id: 'a/b' }, body }, { idempotencyKey: 'k', waitSeconds: 10 });
    expect(fetched.mock.calls[0]).toMatchObject([
      '/v1/carts/a%2Fb/checkout',
      {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'k', prefer: 'wait=10' },
      },
    ]);
  });

  it('is refused with the problem, and when it is worth another try', async () => {
    answers(409, JSON.stringify(PROBLEM), { 'retry-after': '7' });
    const refused = await call('GET /products/{id}', { path: { id: 'x' } }).catch((error) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect([refused.code, refused.message, refused.retryAfterSeconds]).toEqual(['sold_out', 'Nothing is left.', 7]);
  });

  it('is unanswered where nobody is, and where somebody else answers', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('connection refused')));
    await expect(call('GET /products/{id}', { path: { id: 'x' } })).rejects.toThrow(Unreachable);
    answers(502, '<html>Bad gateway</html>');
    await expect(call('GET /products/{id}', { path: { id: 'x' } })).rejects.toThrow(Unreachable);
  });

  it('is worth another try where nobody answered or the shop could not, and not where it would not', async () => {
    const again = async () => askAgainMs(await call('GET /audit', {}).catch((error) => error));
    answers(502, '');
    expect(await again()).toBe(2_000);
    answers(503, JSON.stringify({ ...PROBLEM, status: 503 }));
    expect(await again()).toBe(2_000);
    answers(503, JSON.stringify({ ...PROBLEM, status: 503 }), { 'retry-after': '7' });
    expect(await again()).toBe(7_000);
    answers(409, JSON.stringify(PROBLEM));
    expect(await again()).toBeUndefined();
    expect(askAgainMs(undefined)).toBeUndefined();
  });

  it('is unanswered where no answer comes in time', async () => {
    vi.stubGlobal(
      'fetch',
      (_url: string, { signal }: RequestInit) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    await expect(call('GET /audit', {}, { patienceSeconds: 0.01 })).rejects.toThrow(Unreachable);
  });

  it('goes out in a browser that cannot join signals', async () => {
    const { timeout } = AbortSignal;
    vi.stubGlobal('AbortSignal', { timeout });
    const fetched = answers(200, '{"data":[],"next_cursor":null}');
    const { signal } = new AbortController();
    await call('GET /products', { query: {} }, { signal });
    expect(fetched.mock.calls[0]?.[1].signal).toBe(signal);
  });

  it('ends as its signal says when nobody wants it any more', async () => {
    const controller = new AbortController();
    controller.abort(new DOMException('left', 'AbortError'));
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('aborted')));
    await expect(call('GET /audit', {}, { signal: controller.signal })).rejects.toThrow('left');
  });
});

it('an address leaves out what is not given', () => {
  expect(urlOf('/sales/{id}/tickets/events', { id: '1' }, { ticket: 'a.b', other: '' })).toBe(
    '/v1/sales/1/tickets/events?ticket=a.b',
  );
});
