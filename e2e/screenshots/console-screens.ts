import type { Shop } from '../testing/shop.ts';
import type { Screen } from './screens.ts';

// Screens of the console. Each has something to show: what was ordered before it was looked at.

const BURSTS = 12;
const IN_A_BURST = 10;

/** Some seconds of a busy shop, with refusals among its orders. */
async function keepBusy(shop: Shop): Promise<void> {
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await Promise.all(
      Array.from({ length: IN_A_BURST }, (_, index) => {
        const mug = { product_id: 'prod_2', quantity: 1, ...(index === 1 ? { price: '1.00' } : {}) };
        const item = index === 0 ? { product_id: 'prod_1', quantity: 1, price: '600.00' } : mug;
        return shop.post('/orders', { customer_id: `regular-${index}`, items: [item] }, { prefer: 'wait=5' });
      }),
    );
  }
}

/** The newest order that ended like this. */
async function newest(shop: Shop, query: string): Promise<{ readonly id: string; readonly sagaId: string }> {
  const { data } = (await shop.get(`/orders?limit=1&${query}`)).body;
  const [order] = [...(data ?? [])];
  return { id: String(order?.id), sagaId: String(order?.saga_id) };
}

export const CONSOLE: readonly Screen[] = [
  {
    name: 'live',
    async show(page, shop) {
      await page.goto('/console');
      await page.getByText('following').waitFor();
      await keepBusy(shop);
      await page.getByRole('img', { name: /^Refused, by reason/ }).waitFor();
    },
  },
  {
    name: 'all-orders',
    async show(page) {
      await page.goto('/console/orders');
      await page.getByRole('table', { name: 'Orders' }).waitFor();
    },
  },
  {
    name: 'one-order',
    async show(page, shop) {
      await page.goto(`/console/orders/${(await newest(shop, 'status=CONFIRMED')).id}`);
      await page.getByRole('img', { name: /^Saga checkout/ }).waitFor();
    },
  },
  {
    name: 'cancel-order',
    async show(page, shop) {
      await page.goto(`/console/orders/${(await newest(shop, 'status=CONFIRMED')).id}`);
      await page.getByRole('img', { name: /^Saga checkout/ }).waitFor();
      await page.getByRole('button', { name: 'Cancel and refund' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('Sent to the wrong address');
    },
  },
  {
    name: 'refused-order',
    async show(page, shop) {
      await page.goto(`/console/orders/${(await newest(shop, 'reason=payment_declined')).id}`);
      await page.getByRole('img', { name: /authorise payment failed/ }).waitFor();
    },
  },
  {
    name: 'all-sagas',
    async show(page) {
      await page.goto('/console/sagas');
      await page.getByRole('table', { name: 'Sagas' }).waitFor();
    },
  },
  {
    name: 'one-saga',
    async show(page, shop) {
      await page.goto(`/console/sagas/${(await newest(shop, 'reason=payment_declined')).sagaId}`);
      await page.getByRole('table', { name: 'Log of the saga' }).waitFor();
    },
  },
];
