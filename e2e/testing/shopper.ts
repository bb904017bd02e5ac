import type { Browser, Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { newVisitor, type Visitor } from './browser.ts';
import { eventually, type Json, type Shop } from './shop.ts';

// A person who shops in a browser, in the words of what they do. What the shop knows of them is asked of its API.

export class Shopper {
  readonly page: Page;
  readonly customer: string;
  readonly #shop: Shop;
  readonly #visitor: Visitor;

  private constructor(shop: Shop, visitor: Visitor, customer: string) {
    this.#shop = shop;
    this.#visitor = visitor;
    this.page = visitor.page;
    this.customer = customer;
  }

  static async arrive(browser: Browser, shop: Shop, options: Parameters<typeof newVisitor>[2] = {}): Promise<Shopper> {
    const visitor = await newVisitor(browser, shop.url, options);
    await visitor.page.goto('/');
    await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    const customer = `shopper-${crypto.randomUUID()}`;
    await visitor.page.evaluate(`localStorage.setItem('holdfast.customer', '${customer}')`);
    return new Shopper(shop, visitor, customer);
  }

  /** Leaves; nothing may have gone wrong on any of their pages. */
  async leave(): Promise<void> {
    await this.#visitor.context.close();
    expect(this.#visitor.faults).toEqual([]);
  }

  async putInCart(productId: string, quantity = 1): Promise<void> {
    await this.page.goto(`/shop/products/${productId}`);
    await this.page.getByLabel('How many').fill(String(quantity));
    await this.page.getByRole('button', { name: 'Add to cart' }).click();
    await this.page.getByText('is in your cart').waitFor();
  }

  async goToCheckout(): Promise<void> {
    await this.page.goto('/shop/checkout');
    await this.orderButton().waitFor();
  }

  orderButton() {
    return this.page.getByRole('button', { name: 'Order and pay' });
  }

  /** Waits for the heading of the page. */
  sees(heading: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  reads(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  /** What the shop knows of their orders, newest first, once there are so many. */
  async orders(count: number): Promise<readonly Json[]> {
    const list = () => this.#shop.get(`/orders?customer_id=${this.customer}`);
    const answer = await eventually('as many orders', list, ({ body }) => [...(body.data ?? [])].length >= count);
    return [...(answer.body.data ?? [])];
  }

  /** Lets the first order that is sent reach the shop, and does something before the page hears of it. */
  async onFirstOrder(work: (route: Route) => Promise<void>): Promise<void> {
    await this.page.route('**/v1/orders', work, { times: 1 });
  }
}
