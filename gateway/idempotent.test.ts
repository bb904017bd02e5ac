import { beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../modules/catalog/contract.ts';
import { Unanswered } from '../platform/rpc/doors.ts';
import { anOrder, FakeShop } from './testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const KEY = { 'idempotency-key': 'key-1' };

async function cart(): Promise<{ id: string; etag: string }> {
  const answer = await shop.post('/carts');
  return { id: answer.json().id, etag: String(answer.headers.etag) };
}

describe('a key', () => {
  it('gets the stored answer again, to the letter', async () => {
    const first = await shop.post('/orders', anOrder(), KEY);
    const again = await shop.post('/orders', anOrder(), KEY);
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(shop.checkout.begun).toHaveLength(1);
  });

  it('is one key quoted or bare, under either header, with and without /v1, in any order of fields', async () => {
    await shop.post('/orders', { customer_id: 'a', items: [{ product_id: 'mug', quantity: 1 }] }, KEY);
    const turned = { items: [{ quantity: 1, product_id: 'mug' }], customer_id: 'a' };
    for (const headers of [{ 'idempotency-key': '"key-1"' }, { 'x-idempotency-key': 'key-1' }]) {
      for (const url of ['/orders', '/v1/orders', '/orders/', '/orders?x']) {
        expect((await shop.post(url, turned, headers)).headers['idempotency-replayed']).toBe('true');
      }
    }
    expect(shop.checkout.begun).toHaveLength(1);
  });

  it('names the order that it brings about', async () => {
    const { id } = (await shop.post('/orders', anOrder(), KEY)).json();
    expect([...shop.idempotency.kept.values()][0]?.operationId).toBe(id);
  });

  it('is refused with another body or another path', async () => {
    await shop.post('/orders', anOrder(), KEY);
    const other = await shop.post('/orders', anOrder({ customer_id: 'other' }), KEY);
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
    expect((await shop.post('/carts', {}, KEY)).statusCode).toBe(422);
  });

  it('says when to come back while its first call runs', async () => {
    let begin: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let finish: () => void = () => undefined;
    shop.checkout.ended = () => {
      begin();
      return new Promise((resolve) => {
        finish = () => resolve(true);
      });
    };
    const first = shop.post('/orders', anOrder(), { ...KEY, prefer: 'wait=10' });
    await started;
    const second = await shop.post('/orders', anOrder(), KEY);
    expect([second.statusCode, second.headers['retry-after']]).toEqual([409, '2']);
    expect(second.json().code).toBe('idempotency_key_in_use');
    finish();
    expect((await first).statusCode).toBe(201);
    expect((await shop.post('/orders', anOrder(), KEY)).headers['preference-applied']).toBe('wait=10');
  });

  it('remembers a definite refusal', async () => {
    const unknown = anOrder({ items: [{ product_id: 'kettle', quantity: 1 }] });
    const first = await shop.post('/orders', unknown, KEY);
    shop.stock.sells('kettle', 100, 1);
    const again = await shop.post('/orders', unknown, KEY);
    expect([again.statusCode, again.body]).toEqual([404, first.body]);
    expect(again.headers['content-type']).toBe('application/problem+json');
  });

  it('is not burnt by a version that is not the current one: the same call is right once that is read', async () => {
    const { id, etag } = await cart();
    const add = (ifMatch: string) =>
      shop.post(`/carts/${id}/items`, { product_id: 'mug', quantity: 1 }, { ...KEY, 'if-match': ifMatch });
    expect((await add('"7"')).statusCode).toBe(412);
    const right = await add(etag);
    expect([right.statusCode, right.headers['idempotency-replayed']]).toEqual([200, undefined]);
    const again = await add(etag);
    expect([again.headers['idempotency-replayed'], again.body]).toEqual(['true', right.body]);
  });

  it('is not burnt by a request that is not valid', async () => {
    expect((await shop.post('/orders', {}, KEY)).statusCode).toBe(400);
    const noise = anOrder({ items: [{ product_id: 'mug', quantity: 1, price: 0.1 + 0.2 }] });
    expect((await shop.post('/orders', noise, KEY)).statusCode).toBe(400);
    expect((await shop.post('/products', { sku: 'a', name: 'a', price: 0 }, KEY)).statusCode).toBe(400);
    expect((await shop.post('/inventory/mug/adjustments', { delta: 0, reason: 'x' }, KEY)).statusCode).toBe(400);
    expect((await shop.post('/orders', anOrder(), KEY)).statusCode).toBe(201);
  });

  it('runs the operation again after a fault of ours, under the same id', async () => {
    shop.doors.fails(catalog.describeProducts, new Unanswered('x', 'down'));
    expect((await shop.post('/orders', anOrder(), KEY)).statusCode).toBe(503);
    shop.doors.fails(catalog.describeProducts);
    shop.checkout.failure = { error: new Error('lost'), placed: true };
    const { order_id: orderId } = (await shop.post('/orders', anOrder(), KEY)).json();
    shop.checkout.failure = undefined;
    const answer = await shop.post('/orders', anOrder(), KEY);
    expect(answer.json().id).toBe(orderId);
    expect(shop.checkout.orders.size).toBe(1);
  });

  it('has one answer where its operation outlived its claim and ran twice', async () => {
    const first = { status: 409, headers: { 'content-type': 'application/problem+json' }, body: '{"code":"sold_out"}' };
    shop.idempotency.complete = async () => first;
    const answer = await shop.post('/orders', anOrder(), KEY);
    expect([answer.statusCode, answer.body, answer.headers.location]).toEqual([409, first.body, undefined]);
    expect(answer.headers['idempotency-replayed']).toBe('true');
  });

  it('is in use for a caller whose operation was begun again meanwhile: the later answer will stand', async () => {
    shop.idempotency.complete = async () => undefined;
    const answer = await shop.post('/orders', anOrder(), KEY);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'idempotency_key_in_use']);
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('is answered with 503 when its answer cannot be stored, and with the order later', async () => {
    shop.idempotency.failure = new Error('disk full');
    const lost = await shop.post('/orders', anOrder(), KEY);
    expect([lost.statusCode, lost.json().code, lost.headers.location]).toEqual([503, 'unavailable', undefined]);
    expect(lost.body).not.toContain('disk');
    shop.idempotency.failure = undefined;
    expect((await shop.post('/orders', anOrder(), KEY)).statusCode).toBe(201);
    expect(shop.checkout.orders.size).toBe(1);
  });

  it('belongs to its principal', async () => {
    const authenticate = ({ authorization = '' }) => ({ id: authorization, staff: true });
    const other = await FakeShop.open({ authenticate });
    await other.post('/orders', anOrder(), { ...KEY, authorization: 'ann' });
    await other.post('/orders', anOrder(), { ...KEY, authorization: 'bob' });
    expect(other.checkout.begun).toHaveLength(2);
  });

  it.each([['x'.repeat(201)], [''], ['""'], ['"open'], ['a\u007fb'], ['caf\u00e9']])('may not be %j', async (key) => {
    const answer = await shop.post('/orders', anOrder(), { 'idempotency-key': key });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_idempotency_key']);
  });

  it('may have 200 characters', async () => {
    expect((await shop.post('/orders', anOrder(), { 'idempotency-key': 'x'.repeat(200) })).statusCode).toBe(201);
  });
});

describe('without a key', () => {
  it('each call is a new one', async () => {
    await shop.post('/orders', anOrder());
    await shop.post('/orders', anOrder());
    expect(shop.checkout.begun).toHaveLength(2);
  });
});

describe('every call that changes something', () => {
  const changes: ['POST' | 'PATCH' | 'DELETE', string, object?][] = [
    ['POST', '/carts'],
    ['POST', '/carts/CART/items', { product_id: 'mug', quantity: 1 }],
    ['PATCH', '/carts/CART/items/mug', { quantity: 5 }],
    ['DELETE', '/carts/CART/items/mug'],
    ['POST', '/products', { sku: 'POT', name: 'Pot', price: 1 }],
    ['POST', '/inventory/mug/adjustments', { delta: 5, reason: 'found' }],
    ['POST', '/orders/ORDER/cancel'],
  ];
  it('takes a key', async () => {
    const cartId = (await shop.post('/carts')).json().id;
    const orderId = (await shop.post('/orders', anOrder())).json().id;
    for (const [index, [method, path, payload]] of changes.entries()) {
      const url = path.replace('CART', cartId).replace('ORDER', orderId);
      const call = { method, url, headers: { 'idempotency-key': `k${index}` }, ...(payload && { payload }) };
      const first = await shop.inject(call);
      const again = await shop.inject(call);
      expect([path, first.statusCode]).toEqual([path, again.statusCode]);
      expect(first.statusCode).toBeLessThan(300);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(again.body).toBe(first.body);
    }
    expect((await shop.get('/inventory/mug')).json().on_hand).toBe(105);
  });
});
