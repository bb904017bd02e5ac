import type { Page } from 'playwright-core';
import type { Shop } from '../testing/shop.ts';
import type { Furnished } from './furnish.ts';

// What is photographed: each screen is gone to as a person goes there, and is ready when what it is about is drawn.

export interface Screen {
  readonly name: string;
  show(page: Page, shop: Shop, furnished: Furnished): Promise<void>;
}

const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

async function fillCart(page: Page, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await page.goto(`/shop/products/${id}`);
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('status').getByText('is in your cart').waitFor();
  }
}

export const STOREFRONT: readonly Screen[] = [
  {
    name: 'catalogue',
    async show(page) {
      await page.goto('/');
      await page.getByRole('link', { name: 'Kitchen & table' }).waitFor();
      await page.getByRole('list').last().getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'product',
    async show(page) {
      await page.goto('/shop/products/prod_3');
      await heading(page, 'Storm lantern');
    },
  },
  {
    name: 'cart',
    async show(page) {
      await fillCart(page, 'prod_2', 'prod_3', 'DEMO-85123A');
      await page.goto('/shop/cart');
      await page.getByRole('link', { name: 'Go to checkout' }).waitFor();
    },
  },
  {
    name: 'checkout',
    async show(page) {
      await fillCart(page, 'prod_2', 'prod_3');
      await page.goto('/shop/checkout');
      await page.getByRole('button', { name: 'Order and pay' }).waitFor();
    },
  },
  {
    name: 'order',
    async show(page) {
      await fillCart(page, 'prod_2', 'prod_3');
      await page.goto('/shop/checkout');
      await page.getByRole('button', { name: 'Order and pay' }).click();
      await heading(page, 'Thank you for your order');
    },
  },
  {
    name: 'order-declined',
    async show(page) {
      await fillCart(page, 'prod_2');
      await page.goto('/shop/cart');
      await page.getByLabel('How many of Enamel mug').fill('41');
      await page.getByLabel('How many of Enamel mug').press('Enter');
      await page.getByText('41 pieces').first().waitFor();
      await page.goto('/shop/checkout');
      await page.getByRole('button', { name: 'Order and pay' }).click();
      await page.getByRole('link', { name: 'Pay another way' }).waitFor();
    },
  },
  {
    name: 'orders',
    async show(page, _shop, { customer }) {
      await page.goto('/');
      await page.evaluate(`localStorage.setItem('holdfast.customer', '${customer}')`);
      await page.goto('/shop/orders');
      await page.getByRole('link', { name: 'Gift card' }).waitFor();
    },
  },
  {
    name: 'sales',
    async show(page) {
      await page.goto('/shop/sales');
      await page.getByText('Open').first().waitFor();
    },
  },
  {
    name: 'sale',
    async show(page, _shop, { openSale }) {
      await page.goto(`/shop/sales/${openSale}`);
      await page.getByRole('button', { name: 'Order now' }).waitFor();
    },
  },
  {
    name: 'waiting-room',
    async show(page, _shop, { comingSale }) {
      await page.goto(`/shop/sales/${comingSale}`);
      await page.getByRole('button', { name: 'Take a place' }).click();
      await page.getByText('You have a place').waitFor();
    },
  },
];
