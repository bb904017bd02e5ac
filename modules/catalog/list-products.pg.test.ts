import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { catalog } from './contract.ts';
import { catalogModule } from './module.ts';

let database: TestDatabase;
let pool: pg.Pool;
let local: LocalModule;

const PRODUCTS = [
  ['p1', 'MUG-1', 'Blue Mug', 'kitchen'],
  ['p2', 'CUP_1', 'Red cup, 50% off', 'kitchen'],
  ['p3', 'LAMP-1', 'Lamp', 'living'],
  ['p4', 'XMUGX', 'Jug', 'kitchen'],
  ['p5', 'OTHER', 'Something', ''],
] as const;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 2 });
  const folder = fileURLToPath(new URL('migrations', import.meta.url));
  await migrate(pool, [{ schema: 'catalog', name: 'catalog', folder }]);
  local = new LocalModule(catalogModule(), {
    store: new PostgresStore(pool, 'catalog'),
    reader: { query: async (text, values = []) => (await pool.query(text, [...values])).rows },
    clock: new FakeClock(),
    record: () => false,
  });
  for (const [productId, sku, name, category] of PRODUCTS) {
    await local.call(catalog.addProduct, { productId, sku, name, category, kind: 'goods' });
  }
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function list(request: { search?: string; category?: string; after?: string; limit?: number }) {
  const call = catalog.listProducts({ search: '', category: '', after: '', limit: 10, ...request });
  const page = (await local.call(call.method, call.request)) as NonNullable<typeof call.reply>;
  return { ids: page.products.map(({ productId }) => productId), more: page.more, products: page.products };
}

describe('listing products', () => {
  it('answers them in order of id, with all that is known of each', async () => {
    const { products, more } = await list({ limit: 1 });
    expect(more).toBe(true);
    expect(products).toEqual([
      { productId: 'p1', sku: 'MUG-1', name: 'Blue Mug', category: 'kitchen', kind: 'goods', version: 1 },
    ]);
  });

  it('goes on after the page before, until there are no more', async () => {
    expect(await list({ limit: 3 })).toMatchObject({ ids: ['p1', 'p2', 'p3'], more: true });
    expect(await list({ limit: 3, after: 'p3' })).toMatchObject({ ids: ['p4', 'p5'], more: false });
    expect(await list({ limit: 5 })).toMatchObject({ more: false });
  });

  it.each([
    ['mug', ['p1', 'p4']],
    ['RED', ['p2']],
    ['50%', ['p2']],
    ['P_1', ['p2']],
    ['%', ['p2']],
    ['\\', []],
  ])('finds "%s" in names and SKUs, as it stands and in any case', async (search, ids) => {
    expect((await list({ search })).ids).toEqual(ids);
  });

  it('can be narrowed to a category, and within it to a search', async () => {
    expect((await list({ category: 'kitchen' })).ids).toEqual(['p1', 'p2', 'p4']);
    expect((await list({ category: 'kitchen', search: 'lamp' })).ids).toEqual([]);
    expect((await list({ category: 'nowhere' })).ids).toEqual([]);
  });
});

it('counts the products of each category, in order of name', async () => {
  const call = catalog.listCategories({});
  expect(await local.call(call.method, call.request)).toEqual({
    categories: [
      { name: 'kitchen', products: 3 },
      { name: 'living', products: 1 },
    ],
  });
});
