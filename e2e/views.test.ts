import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { type Answer, eventually, type Json, Shop, scratchDirectory } from './testing/shop.ts';

// Lists while orders come in, views are built anew and the process is killed: whatever was acknowledged is in the list
// that is asked for next, and a list never has fewer orders than the one before.

const CUSTOMER = 'view-reader';
const PLACING = 4;

describe('views of a running shop', () => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let shop: Shop;
  const acknowledged = new Set<string>();

  beforeAll(async () => {
    directory = await scratchDirectory();
    shop = new Shop(await freePort(), `${directory.path}/shop`);
    await shop.start();
    await shop.post('/products', { id: 'view-mug', sku: 'VIEW-MUG', name: 'Mug', price: '5.00', stock: 100_000 });
  });
  afterAll(async () => {
    await shop.stop();
    await directory.remove();
  });

  async function place(): Promise<void> {
    const items = [{ product_id: 'view-mug', quantity: 1 }];
    const answer = await shop.post('/orders', { customer_id: CUSTOMER, items });
    expect(answer.status).toBe(201);
    acknowledged.add(String(answer.body.id));
  }

  /** The whole list, page by page. */
  async function listed(query = `customer_id=${CUSTOMER}`): Promise<Map<string, Json>> {
    const orders = new Map<string, Json>();
    let cursor = '';
    do {
      const { status, body } = await shop.get(`/orders?${query}&limit=100${cursor}`);
      expect(status).toBe(200);
      for (const order of dataOf(body)) orders.set(String(order.id), order);
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    return orders;
  }

  async function expectListToHoldEverything(): Promise<number> {
    const before = [...acknowledged];
    const orders = await listed();
    expect(before.filter((id) => !orders.has(id))).toEqual([]);
    return orders.size;
  }

  const generationOf = async (name: string): Promise<Json | undefined> => {
    const { body } = await shop.get('/admin/projections');
    return dataOf(body).find((one) => String(one.name) === name);
  };

  function untilBuilt(name: string, generation: number): Promise<Json | undefined> {
    return eventually(
      `generation ${generation} of ${name}`,
      () => generationOf(name),
      (view) => String(view?.state) === 'live' && Number(view?.active?.generation) === generation,
    );
  }

  it('holds an order the moment it was answered', async () => {
    for (let count = 0; count < 20; count++) {
      await place();
      await expectListToHoldEverything();
    }
  });

  it('is built anew while orders flow, and readers never see fewer', async () => {
    let isBuilding = true;
    let seen = 0;
    let looks = 0;
    const placing = Array.from({ length: PLACING }, async () => {
      while (isBuilding) await place();
    });
    const reading = (async () => {
      while (isBuilding) {
        const size = await expectListToHoldEverything();
        expect(size).toBeGreaterThanOrEqual(seen);
        seen = size;
        looks += 1;
      }
    })();
    for (const generation of [2, 3]) {
      const answer = await shop.post('/admin/rebuild-projections', {});
      expect(answer.status).toBe(202);
      expect(dataOf(answer.body).map(({ name }) => String(name))).toEqual(['orders', 'stock', 'wallets']);
      await untilBuilt('orders', generation);
    }
    isBuilding = false;
    await Promise.all([...placing, reading]);
    expect(looks).toBeGreaterThan(2);
    await expectListToHoldEverything();
  });

  it('goes on with a rebuild after a kill, and shows each order as the order itself does', async () => {
    expect((await shop.post('/admin/rebuild-projections', { view: 'orders' })).status).toBe(202);
    await shop.kill();
    await shop.start();
    await untilBuilt('orders', 4);
    await eventually(
      'the end of every order',
      () => listed(`customer_id=${CUSTOMER}&status=PENDING`),
      (pending) => pending.size === 0,
    );
    const orders = await listed();
    for (const id of [...acknowledged].slice(-20))
      expect(orders.get(id)).toEqual((await shop.get(`/orders/${id}`)).body);
  });

  it('lists stock as it is', async () => {
    const { body } = await shop.get('/inventory?limit=100');
    const { product_id: _, ...stock } = (await shop.get('/inventory/view-mug')).body as Json & object;
    expect(dataOf(body).find(({ sku }) => String(sku) === 'VIEW-MUG')).toEqual(stock);
  });

  it('names a view that is not there', async () => {
    const { status, body }: Answer = await shop.post('/admin/rebuild-projections', { view: 'nothing' });
    expect([status, body.errors?.[0]?.path]).toEqual([404, '/view']);
  });
});

function dataOf(body: Json): Json[] {
  return [...(body.data as Iterable<Json>)];
}
