import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { present } from '../../../platform/kernel/assert.ts';
import { buildInvoices } from '../../online-retail/build-invoices.ts';
import { ShopClient } from '../http/shop-client.ts';
import { importCatalogue } from '../import/import-catalogue.ts';
import { type RetailSource, readSource } from '../import/retail-source.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { replay } from './replay.ts';

// The demo catalogue's nine invoices against a shop that is not there.

interface OrderBody {
  readonly items?: readonly { readonly quantity: number }[];
}

let shop: FakeShop;
let client: ShopClient;
let source: RetailSource;
const terminal = silentTerminal();

beforeEach(async () => {
  shop = new FakeShop();
  client = new ShopClient(await shop.open(), 4);
  source = await readSource(fileURLToPath(new URL('../../../data/online-retail/demo-catalogue.csv', import.meta.url)));
});

afterEach(async () => {
  client.close();
  await shop.close();
});

async function replayed() {
  return (await replay(client, source, { concurrency: 4, terminal })).result;
}

describe('replaying a file', () => {
  it('imports what the shop does not have, places every invoice and balances the books', async () => {
    shop.busy = 3;
    expect(await replayed()).toMatchObject({
      orders_confirmed: 9,
      orders_cancelled: 0,
      lines: 65,
      refused: [],
      not_replayable: [],
      differences: [],
      audit_ok: true,
    });
    expect(shop.posted.find(({ path }) => path === '/orders')).toMatchObject({
      key: expect.stringMatching(/^replay-[0-9a-f]{16}-536365$/),
      body: {
        customer_id: '17850',
        payment_method: 'invoice',
        items: expect.arrayContaining([{ product_id: '85123A', quantity: 6, agreed_price: '2.55' }]),
      },
    });
  });

  it('changes nothing the second time', async () => {
    const { seconds: _first, ...first } = await replayed();
    const posted = shop.posted.length;
    const { seconds: _second, ...second } = await replayed();
    expect(second).toEqual(first);
    expect(shop.posted).toHaveLength(posted);
  });

  it('counts what was sold out, which is no difference', async () => {
    await importCatalogue(client, source, terminal);
    shop.stock.set('85123A', 5);
    const result = await replayed();
    expect(result).toMatchObject({ differences: [] });
    expect(result.sold_out).toBeGreaterThan(0);
    expect(result.orders_confirmed + result.orders_cancelled).toBe(9);
  });

  it.each([
    [
      'a total',
      { total: { amount: '1.00', currency: 'GBP' } },
      /its total is .* in the file and 1\.00 GBP in the shop/,
    ],
    ['a currency', { total: { amount: '1.00', currency: 'EUR' } }, /in the shop/],
    ['units', { item_count: 1 }, /its number of units is/],
    ['lines', { items: [] }, /its number of lines is/],
    ['identity', { id: 'order-1' }, /are one order, order-1/],
  ])('finds an order that differs in its %s', async (_case, spoilt, difference) => {
    shop.spoil = (order) => ({ ...order, ...spoilt });
    expect((await replayed()).differences.join('\n')).toMatch(difference);
  });

  it('goes on without the invoices over a product that the shop does not take', async () => {
    const { replayable } = buildInvoices(source);
    const over = replayable.filter(({ lines }) => lines.some(({ sku }) => sku === '85123A'));
    const problem = { status: 400, code: 'invalid_request', detail: '/stock must be at most 2.' };
    shop.refuses = (_path, body) => ((body as { readonly id?: string }).id === '85123A' ? problem : undefined);
    const { orders_confirmed: confirmed, refused, differences } = await replayed();
    expect({ confirmed, differences }).toEqual({ confirmed: 9 - over.length, differences: [] });
    const reason = 'the shop did not take the product: 400 /stock must be at most 2.';
    expect(refused).toContainEqual({ invoice: '536365', line: 2, reason });
    expect(new Set(refused.map(({ invoice }) => invoice))).toEqual(new Set(over.map(({ invoice }) => invoice)));
  });

  it.each([
    [
      'a number beyond the limit',
      { status: 400, code: 'invalid_request', errors: [{ path: '/items/1/quantity', message: 'must be at most 2' }] },
      { line: 3, reason: 'the shop takes no such order: quantity must be at most 2' },
    ],
    [
      'too many lines',
      { status: 400, code: 'invalid_request', errors: [{ path: '/items', message: 'must have at most 1 entry' }] },
      { line: 2, reason: 'the shop takes no such order: items must have at most 1 entry' },
    ],
    [
      'too large a body',
      { status: 413, code: 'payload_too_large' },
      { line: 2, reason: 'the shop takes no such order: It is too much.' },
    ],
  ])('refuses an invoice with %s, which is no difference', async (_case, problem, { line, reason }) => {
    const refused = { detail: 'It is too much.', ...problem };
    shop.refuses = (_path, body) => ((body as OrderBody).items?.[0]?.quantity === 6 ? refused : undefined);
    const result = await replayed();
    expect(result.differences).toEqual([]);
    expect(result.refused).toContainEqual({ invoice: '536365', line, reason });
  });

  it('finds that the shop refuses what it should take', async () => {
    const problem = { status: 409, code: 'product_inactive', detail: 'It is not for sale.' };
    shop.refuses = (path) => (path === '/orders' ? problem : undefined);
    const { refused, differences } = await replayed();
    expect(refused).toEqual([]);
    expect(differences).toContain('invoice 536365 is no order: 409 It is not for sale.');
  });

  it('says when the audit does not hold', async () => {
    shop.auditOk = false;
    expect((await replayed()).audit_ok).toBe(false);
  });
});

describe('importing a file', () => {
  it('counts what is already there and delivers its stock in the words of the shop', async () => {
    shop.products.set('85123A', {
      id: '85123A',
      sku: '85123A',
      name: 'Heart',
      category: 'Love',
      kind: 'goods',
      price: { amount: '9.99', currency: 'GBP' },
      open_price: false,
    });
    const { counts } = await importCatalogue(client, source, terminal);
    expect(counts).toMatchObject({
      products: 56,
      goods: 55,
      services: 1,
      units: 779,
      already_there: 1,
      products_refused: 0,
      rejected: 0,
    });
    const body = shop.posted.find(({ body }) => (body as { id: string }).id === '85123A');
    expect(body).toMatchObject({ key: '', body: { name: 'Heart', price: '9.99', stock: expect.any(Number) } });
    // Its stock is what it was: whoever wants more of it adjusts that.
    expect(counts.units_added).toBe(779 - present(body?.body as { stock: number } | undefined, 'its body').stock);
  });

  it('has a key for each product, and no stock for services', async () => {
    await importCatalogue(client, source, terminal);
    const posted = shop.posted.find(({ key }) => key.endsWith('-POST'));
    expect(posted?.key).toMatch(/^import-[0-9a-f]{16}-POST$/);
    expect(posted?.body).toEqual({
      id: 'POST',
      sku: 'POST',
      name: 'POSTAGE',
      price: '18.00',
      category: 'Services',
      kind: 'service',
    });
  });
});
