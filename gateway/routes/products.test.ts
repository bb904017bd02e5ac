import { beforeEach, describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const POT = { id: 'pot', sku: 'POT-1', name: 'Pot', price: '12.50', stock: 30, category: 'kitchen' };

describe('reading products', () => {
  it('shows price and what is available', async () => {
    shop.stock.reserve('SKU-mug', 40);
    const answer = await shop.get('/products/mug');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      id: 'mug',
      sku: 'SKU-mug',
      name: 'The mug',
      category: '',
      kind: 'goods',
      price: { amount: '7.95', currency: 'GBP' },
      open_price: false,
      available: 60,
    });
    expect((await shop.get('/products/lesson')).json().available).toBeNull();
    expect((await shop.get('/products/kettle')).statusCode).toBe(404);
    const { etag = '' } = answer.headers;
    expect((await shop.get('/products/mug', { 'if-none-match': etag })).statusCode).toBe(304);
    shop.stock.reserve('SKU-mug', 41);
    expect((await shop.get('/products/mug', { 'if-none-match': etag })).statusCode).toBe(200);
  });

  it('says what it can be narrowed to', async () => {
    await shop.post('/products', POT);
    shop.stock.sells('pan', 1_250, 1, { category: 'kitchen' });
    expect((await shop.get('/categories')).json()).toEqual({ data: [{ name: 'kitchen', products: 2 }] });
  });

  it('lists, searches and pages', async () => {
    const ids = async (query: string) =>
      (await shop.get(`/products${query}`)).json().data.map((product: { id: string }) => product.id);
    expect(await ids('')).toEqual(['lesson', 'mug', 'prod_1']);
    expect(await ids('?search=MUG')).toEqual(['mug']);
    expect(await ids('?category=none')).toEqual([]);
    const page = (await shop.get('/products?limit=2')).json();
    expect(await ids(`?limit=2&cursor=${page.next_cursor}`)).toEqual(['prod_1']);
    expect((await shop.get('/products?limit=0')).statusCode).toBe(400);
  });
});

describe('adding a product', () => {
  it('answers 201 with the product, its price and its stock', async () => {
    const answer = await shop.post('/products', POT);
    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toBe('/v1/products/pot');
    expect(answer.json()).toMatchObject({ id: 'pot', price: { amount: '12.50' }, available: 30, category: 'kitchen' });
    expect((await shop.get('/products/pot')).json()).toEqual(answer.json());
  });

  it.each(['.', '..'])('refuses the id and the SKU %s: no URL could name it', async (id) => {
    const named = await shop.post('/products', { ...POT, id });
    expect([named.statusCode, named.json().errors]).toMatchObject([400, [{ path: '/id' }]]);
    const bySku = await shop.post('/products', { ...POT, sku: id });
    expect([bySku.statusCode, bySku.json().errors]).toMatchObject([400, [{ path: '/sku' }]]);
    expect(bySku.json().detail).toBe(
      '/sku must be 1 to 200 characters, none of them a control character, and neither "." nor "..".',
    );
    expect((await shop.post('/products', { ...POT, id: `${id}a` })).statusCode).toBe(201);
  });

  it('takes the SKU as id, and has defaults', async () => {
    const answer = await shop.post('/products', { sku: 'a/b', name: 'A', price: 1 });
    expect(answer.headers.location).toBe('/v1/products/a%2Fb');
    expect(answer.json()).toMatchObject({ id: 'a/b', kind: 'goods', open_price: false, available: 0 });
    expect((await shop.get('/products/a%2Fb')).statusCode).toBe(200);
  });

  it('adds open-price products and services', async () => {
    const gift = await shop.post('/products', { sku: 'G', name: 'Gift', price: 10, open_price: true, kind: 'service' });
    expect(gift.json()).toMatchObject({ open_price: true, available: null });
  });

  it('brings the first stock once, however often it is asked', async () => {
    await shop.post('/products', POT);
    expect((await shop.post('/products', POT)).json().available).toBe(30);
  });

  it('is finished by calling again after it broke off', async () => {
    shop.doors.fails(inventory.adjustStock, new Unanswered('x', 'down'));
    expect((await shop.post('/products', POT)).statusCode).toBe(503);
    shop.doors.fails(inventory.adjustStock);
    expect((await shop.post('/products', POT)).json().available).toBe(30);
  });

  it('tells one of several who add it at once with prices of their own that it was added', async () => {
    const prices = ['12.50', '13.00', '14.00'];
    const answers = await Promise.all(prices.map((price) => shop.post('/products', { ...POT, price })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
    const added = answers.find(({ statusCode }) => statusCode === 201);
    expect((await shop.get('/products/pot')).json().price).toEqual(added?.json().price);
    for (const answer of answers) if (answer !== added) expect(answer.json().code).toBe('id_taken');
  });

  it('is answered again to the key whose answer was lost', async () => {
    const key = { 'idempotency-key': 'lost' };
    shop.idempotency.failure = new Error('the host is gone');
    expect((await shop.post('/products', POT, key)).statusCode).toBe(503);
    shop.idempotency.failure = undefined;
    const again = await shop.post('/products', POT, key);
    expect([again.statusCode, again.json().price.amount]).toEqual([201, '12.50']);
  });

  it('refuses what is taken', async () => {
    const conflict = async (changes: object) => (await shop.post('/products', { ...POT, ...changes })).json();
    await shop.post('/products', POT);
    expect(await conflict({ name: 'Other' })).toMatchObject({ status: 409, code: 'id_taken' });
    expect(await conflict({ id: 'other' })).toMatchObject({ status: 409, code: 'sku_taken', product_id: 'pot' });
    expect(await conflict({ price: 13 })).toMatchObject({ status: 409, code: 'id_taken' });
    expect((await shop.get('/products/pot')).json().price.amount).toBe('12.50');
  });

  it.each([
    ['price', 0],
    ['price', -1],
    ['price', '1.001'],
    ['stock', -1],
    ['stock', 1.5],
    ['name', ''],
    ['sku', 'a\u0007'],
    ['kind', 'thing'],
    ['colour', 'red'],
  ])('refuses %s %j', async (field, value) => {
    const answer = await shop.post('/products', { ...POT, [field]: value });
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([400, `/${field}`]);
  });

  it('refuses stock of a service', async () => {
    expect((await shop.post('/products', { ...POT, kind: 'service' })).statusCode).toBe(400);
  });
});

describe('stock', () => {
  it('is shown in all and per warehouse', async () => {
    shop.stock.reserve('SKU-mug', 4);
    const level = { on_hand: 100, reserved: 4, available: 96 };
    const answer = await shop.get('/inventory/mug');
    const shown = { product_id: 'mug', sku: 'SKU-mug', ...level, warehouses: [{ warehouse: 'main', ...level }] };
    expect(answer.json()).toEqual(shown);
    expect(answer.headers.etag).toBe('"2"');
    expect((await shop.get('/inventory/kettle')).statusCode).toBe(404);
  });

  it('is adjusted', async () => {
    const answer = await shop.post('/inventory/mug/adjustments', { delta: -10, reason: 'broken' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ on_hand: 90, available: 90, adjustment_id: expect.any(String) });
  });

  it('is not adjusted below what is reserved, for services, or to no purpose', async () => {
    shop.stock.reserve('SKU-mug', 95);
    const adjust = async (product: string, body: object, headers = {}) =>
      (await shop.post(`/inventory/${product}/adjustments`, body, headers)).json();
    const six = { delta: -6, reason: 'broken' };
    expect(await adjust('mug', six)).toMatchObject({ status: 409, code: 'below_reserved', on_hand: 100, reserved: 95 });
    expect(await adjust('lesson', six)).toMatchObject({ status: 422, code: 'not_stocked' });
    expect(await adjust('kettle', six)).toMatchObject({ status: 404 });
    expect(await adjust('mug', { delta: 0, reason: 'x' })).toMatchObject({ status: 400, errors: [{ path: '/delta' }] });
    expect(await adjust('mug', { delta: 1 })).toMatchObject({ status: 400, errors: [{ path: '/reason' }] });
    expect(await adjust('mug', { delta: 1, reason: 'x' }, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
  });
});
