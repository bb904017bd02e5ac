import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, type Shop } from '../testing/shop.ts';

// A shop as it looks after a while: the real catalogue, orders of one customer, one sale that runs and one to come.

const CATALOGUE = fileURLToPath(new URL('../../data/online-retail/online-retail-2010-12.csv', import.meta.url));
const HOUR_MS = 3_600_000;

export interface Furnished {
  readonly customer: string;
  readonly openSale: string;
  readonly comingSale: string;
}

export async function furnish(shop: Shop): Promise<Furnished> {
  const imported = await run([
    'import',
    CATALOGUE,
    '--url',
    shop.url,
    '--report',
    join(dirname(shop.dataDirectory), 'rejected.csv'),
  ]);
  if (imported.code !== 0) throw new Error(`the catalogue could not be imported:\n${imported.output}`);
  const customer = 'guest-4be81c02d7';
  for (const [productId, quantity, price] of [
    ['prod_2', 2, undefined],
    ['prod_1', 1, '600.00'],
    ['DEMO-85123A', 6, undefined],
    ['prod_3', 1, undefined],
  ] as const) {
    const item = { product_id: productId, quantity, ...(price === undefined ? {} : { price }) };
    await shop.post('/orders', { customer_id: customer, items: [item] }, { prefer: 'wait=10' });
  }
  const now = Date.now();
  const openSale = await schedule(shop, 'prod_4', { from: now - 1_000, to: now + HOUR_MS, price: '60.00' });
  for (let count = 0; count < 13; count++) {
    await shop.post(`/sales/${openSale}/orders`, { customer_id: `fan-${count}`, quantity: 2 });
  }
  const waitingRoom = { draw: 'fair', turn_seconds: 120 };
  const comingSale = await schedule(shop, 'prod_5', {
    from: now + 2 * HOUR_MS,
    to: now + 3 * HOUR_MS,
    price: '95.00',
    quantity: 10,
    waitingRoom,
  });
  return { customer, openSale, comingSale };
}

interface Terms {
  readonly from: number;
  readonly to: number;
  readonly price: string;
  readonly quantity?: number;
  readonly waitingRoom?: object;
}

async function schedule(shop: Shop, productId: string, { from, to, price, quantity = 50, waitingRoom }: Terms) {
  const answer = await shop.post('/sales', {
    product_id: productId,
    quantity,
    price,
    starts_at: new Date(from).toISOString(),
    ends_at: new Date(to).toISOString(),
    per_customer_limit: 2,
    ...(waitingRoom === undefined ? {} : { waiting_room: waitingRoom }),
  });
  if (answer.status !== 201) throw new Error(`the sale was refused: ${JSON.stringify(answer.body)}`);
  return String(answer.body.id);
}
