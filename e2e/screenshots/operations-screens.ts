import { CAUSE } from '../testing/plant-letter.ts';
import type { Shop } from '../testing/shop.ts';
import type { Screen } from './screens.ts';

// Screens of what an operator looks after: stock, sales, messages and the audit.

const FILE = [
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  '9001,MUG-BLUE,BLUE ENAMEL MUG,48,2026-11-02 09:12,4.25,17850,United Kingdom',
  '9001,MUG-RED,RED ENAMEL MUG,36,2026-11-02 09:12,4.25,17850,United Kingdom',
  '9002,JUG-1L,MILK JUG ONE LITRE,a dozen,2026-11-02 09:40,9.95,13047,France',
  '9002,JUG-HALF,MILK JUG HALF LITRE,12,2026-11-02 09:40,7.95,13047,France',
  '9003,TRAY-OAK,OAK TRAY,6,2026-11-02 10:05,0,13047,France',
  'C9004,MUG-RED,RED ENAMEL MUG,-2,2026-11-02 11:30,4.25,17850,United Kingdom',
];

/** Five audits, so that there is a history. */
async function audited(shop: Shop): Promise<void> {
  for (let count = 0; count < 5; count += 1) await shop.get('/audit');
}

/** A wallet in which something has happened. */
async function withCredit(shop: Shop, customer: string): Promise<string> {
  const { id } = (await shop.post('/wallets', { customer_id: customer })).body;
  await shop.post(`/wallets/${id}/deposit`, { amount: '50.00' });
  await shop.post(`/wallets/${id}/withdraw`, { amount: '12.50' });
  return String(id);
}

export const OPERATIONS: readonly Screen[] = [
  {
    name: 'stock',
    async show(page) {
      await page.goto('/console/stock');
      await page.getByRole('table', { name: 'Stock of each SKU' }).getByRole('row').nth(1).waitFor();
    },
  },
  {
    name: 'stock-of-a-sku',
    async show(page, shop) {
      for (const [delta, reason] of [
        [120, 'Delivery of the potter'],
        [-2, 'Two were broken'],
      ] as const) {
        await shop.post('/inventory/prod_2/adjustments', { delta, reason });
      }
      await page.goto('/console/stock/skus/prod_2');
      await page.getByText('Two were broken').waitFor();
    },
  },
  {
    name: 'holds',
    async show(page) {
      await page.goto('/console/stock/holds?status=confirmed');
      await page.getByRole('table').getByRole('row').nth(1).waitFor();
    },
  },
  {
    name: 'ledger',
    async show(page) {
      await page.goto('/console/stock/movements');
      await page.getByRole('table').getByRole('row').nth(1).waitFor();
    },
  },
  {
    name: 'import',
    async show(page) {
      await page.goto('/console/stock/import');
      const buffer = Buffer.from(FILE.join('\n'));
      await page.getByLabel('CSV file').setInputFiles({ name: 'november.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: /^Import 3 products/ }).waitFor();
    },
  },
  {
    name: 'all-sales',
    async show(page) {
      await page.goto('/console/sales');
      await page.getByText('Open').first().waitFor();
    },
  },
  {
    name: 'schedule-a-sale',
    async show(page) {
      await page.goto('/console/sales');
      await page.getByRole('button', { name: 'Schedule a sale' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'one-sale',
    async show(page, _shop, { openSale }) {
      await page.goto(`/console/sales/${openSale}`);
      await page.getByText('Gave units back').waitFor();
    },
  },
  {
    name: 'topics',
    async show(page) {
      await page.goto('/console/messages');
      await page.getByText('sale.v1.UnitsReturned').first().waitFor();
    },
  },
  {
    name: 'dead-letters',
    async show(page) {
      await page.goto('/console/messages/dead-letters');
      await page.getByText(CAUSE).waitFor();
    },
  },
  {
    name: 'one-dead-letter',
    async show(page) {
      await page.goto('/console/messages/dead-letters/1');
      await page.getByText(CAUSE).waitFor();
    },
  },
  {
    name: 'event-streams',
    async show(page, shop) {
      await withCredit(shop, 'cust_123');
      await page.goto('/console/messages/streams');
      await page.getByText('cust_123').first().waitFor();
    },
  },
  {
    name: 'one-event-stream',
    async show(page, shop) {
      await page.goto(`/console/messages/streams/${await withCredit(shop, 'cust_456')}`);
      await page.getByRole('slider', { name: 'Version' }).fill('2');
    },
  },
  {
    name: 'projections',
    async show(page) {
      await page.goto('/console/messages/projections');
      await page.getByRole('button', { name: 'Rebuild the view stock' }).waitFor();
    },
  },
  {
    name: 'audit',
    async show(page, shop) {
      await audited(shop);
      await page.goto('/console/audit');
      await page.getByRole('table', { name: 'Audits, newest first' }).waitFor();
    },
  },
  {
    name: 'operator-actions',
    async show(page, shop, { openSale, comingSale }) {
      await shop.post(`/sales/${openSale}/pause`, { reason: 'The price was wrong' });
      await shop.post(`/sales/${openSale}/open`, { reason: 'The price is right now' });
      await shop.post(`/sales/${comingSale}/pause`, { reason: 'Waits for the delivery' });
      await shop.post('/admin/rebuild-projections', { view: 'stock', reason: 'A column was added' });
      await page.goto('/console/audit/actions');
      await page.getByRole('cell', { name: 'Sale scheduled' }).first().waitFor();
    },
  },
  {
    name: 'drill',
    async show(page) {
      await page.goto('/console/audit/drill');
      await page.getByRole('button', { name: 'Start the drill' }).click();
      await page.getByText('Passed').waitFor();
    },
  },
];
