import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, PHONE } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';
import { Shopper } from './testing/shopper.ts';

// People who shop, in a real browser on the built product: what they see when all goes well, and when it does not.

describeInBrowser('the storefront', () => {
  let shop: Shop;
  let opened: ShopInBrowser;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openShopInBrowser();
    ({ shop, browser } = opened);
  });

  afterAll(() => opened.close());

  async function sell(id: string, price: string, stock: number): Promise<void> {
    const answer = await shop.post('/products', { id, sku: id, name: `The ${id}`, price, stock, category: 'Tests' });
    expect(answer.status).toBe(201);
  }

  it('sells to a guest, and every screen on the way is accessible', async () => {
    await sell('teapot', '18.50', 20);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.getByRole('link', { name: 'Kitchen & table' }).click();
    await shopper.sees('Kitchen & table');
    await expectAccessible(page);
    await page.getByRole('searchbox', { name: 'Search' }).fill('teapot');
    await page.getByRole('searchbox', { name: 'Search' }).press('Enter');
    await page.getByRole('link', { name: 'The teapot' }).click();
    await shopper.sees('The teapot');
    await shopper.reads('20 available now');
    await expectAccessible(page);
    await page.getByLabel('How many').fill('2');
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'See your cart' }).click();
    await shopper.sees('Your cart');
    await shopper.reads('£37.00');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await shopper.sees('Checkout');
    await page.getByLabel('Coupon').fill('welcome10');
    await expectAccessible(page);
    await shopper.orderButton().click();
    await shopper.sees('Thank you for your order');
    await shopper.reads('£33.30');
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Orders', exact: true }).click();
    await page.getByRole('link', { name: 'The teapot' }).waitFor();
    await expectAccessible(page);
    await page.getByRole('link', { name: /^Cart/ }).click();
    await shopper.reads('Your cart is empty');
    expect(await shopper.orders(1)).toMatchObject([{ status: 'CONFIRMED', total: { amount: '33.30' } }]);
    await shopper.leave();
  });

  it('fits a phone in the dark, and asks what is missing where it is missing', async () => {
    await sell('spoon', '3.00', 20);
    const shopper = await Shopper.arrive(browser, shop, { viewport: PHONE, colorScheme: 'dark' });
    const { page } = shopper;
    const expectToFit = async (): Promise<void> => {
      await expectAccessible(page);
      const tooWide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([page.url(), await page.evaluate(tooWide)]).toEqual([page.url(), 0]);
    };
    await page.getByRole('link', { name: 'Tests' }).click();
    await page.getByRole('link', { name: 'The spoon' }).waitFor();
    await expectToFit();
    await shopper.putInCart('spoon');
    await expectToFit();
    await page.goto('/shop/cart');
    await page.getByRole('link', { name: 'Go to checkout' }).waitFor();
    await expectToFit();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await page.getByLabel('Customer number').fill('');
    await page.getByLabel('Coupon').fill('two words');
    await shopper.orderButton().click();
    await shopper.reads('Enter a customer number');
    await shopper.reads('A coupon has no spaces.');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-invalid")')).toBe('true');
    await expectToFit();
    for (const path of ['/shop/orders', '/shop/sales', '/shop/nowhere']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectToFit();
    }
    expect(await shopper.orders(0)).toEqual([]);
    await shopper.leave();
  });

  it('can be used with the keyboard alone, and moves the focus to where one has gone', async () => {
    await sell('ladle', '5.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('ladle');
    await page.keyboard.press('Enter');
    await shopper.sees('“ladle”');
    await page.waitForFunction('document.activeElement.tagName === "H1"');
    await page.getByRole('link', { name: 'The ladle' }).focus();
    await page.keyboard.press('Enter');
    await shopper.sees('The ladle');
    await page.getByLabel('How many').focus();
    await page.keyboard.press('Enter');
    await shopper.reads('is in your cart');
    await page.goto('/shop/checkout');
    await page.getByRole('radio', { name: 'Card' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('radio', { name: 'Bank transfer' }).isChecked()).toBe(true);
    await shopper.orderButton().focus();
    await page.keyboard.press('Enter');
    await shopper.sees('Thank you for your order');
    await shopper.leave();
  });

  it('says so when something sells out while it is in the cart', async () => {
    await sell('last-one', '9.00', 1);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('last-one');
    await shopper.goToCheckout();
    const other = { customer_id: 'somebody-else', items: [{ product_id: 'last-one', quantity: 1 }] };
    expect((await shop.post('/orders', other, { prefer: 'wait=20' })).body.status).toBe('CONFIRMED');
    await shopper.orderButton().click();
    await shopper.sees('Your order did not go through');
    await shopper.reads(/has just sold out. You have not been charged/);
    await page.getByRole('link', { name: 'Back to your cart' }).click();
    await page.getByRole('listitem').getByText('Sold out').waitFor();
    expect(await page.getByRole('link', { name: 'Go to checkout' }).count()).toBe(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Remove The last-one' }).click();
    await shopper.reads('Your cart is empty');
    await shopper.leave();
  });

  it('charges nothing when a price is not the one that was seen', async () => {
    await sell('vase', '30.00', 5);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('vase');
    // The page shows what the cart cost before the price went up.
    await page.route('**/v1/carts/*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('30.00', '24.00') });
    });
    await shopper.goToCheckout();
    await shopper.reads('Order and pay £24.00');
    await shopper.orderButton().click();
    await shopper.sees('Your order did not go through');
    await shopper.reads(/A price has changed since you saw it. You have not been charged/);
    await page.unrouteAll();
    await page.getByRole('link', { name: 'Back to your cart' }).click();
    await shopper.reads('£30.00 each');
    expect((await shop.get('/products/vase')).body.available).toBe(5);
    await shopper.leave();
  });

  it('lets a declined payment be made another way', async () => {
    await sell('grand-piano', '600.00', 3);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    const { body: wallet } = await shop.post('/wallets', { customer_id: shopper.customer });
    await shop.post(`/wallets/${wallet.id}/deposit`, { amount: '700.00' });
    await shopper.putInCart('grand-piano');
    await shopper.goToCheckout();
    await shopper.orderButton().click();
    await shopper.reads(/Your payment was declined. You have not been charged/);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Pay another way' }).click();
    await page.getByRole('radio', { name: 'Store credit' }).check();
    await shopper.orderButton().click();
    await shopper.sees('Thank you for your order');
    const orders = await shopper.orders(2);
    expect(orders.map(({ status }) => status)).toEqual(['CONFIRMED', 'CANCELLED']);
    await shopper.leave();
  });

  it('orders once for a double click', async () => {
    await sell('bell', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('bell');
    await shopper.goToCheckout();
    await shopper.orderButton().dblclick();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toHaveLength(1);
    expect((await shop.get('/products/bell')).body.available).toBe(19);
    await shopper.leave();
  });

  it('orders once from two windows of one cart', async () => {
    await sell('gong', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('gong');
    await shopper.goToCheckout();
    const second = await shopper.page.context().newPage();
    await second.goto('/shop/checkout');
    const secondButton = second.getByRole('button', { name: 'Order and pay' });
    await secondButton.waitFor();
    // What the first one sends is on its way until the second has sent as well: whichever is slower, it still has its button.
    const secondSent = second.waitForRequest('**/v1/orders');
    await shopper.page.route('**/v1/orders', async (route) => {
      await secondSent;
      await route.continue();
    });
    await shopper.orderButton().click();
    await secondButton.click();
    await shopper.sees('Thank you for your order');
    await second.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
    expect(await shopper.orders(1)).toHaveLength(1);
    await shopper.leave();
  });

  it('orders once though the order arrived, nobody heard of it, and the shop then had no time', async () => {
    await sell('cymbal', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('cymbal');
    await shopper.goToCheckout();
    let sent = 0;
    await page.route('**/v1/orders', async (route) => {
      sent += 1;
      if (sent === 1) {
        await route.fetch();
        await route.abort('connectionreset');
      } else if (sent === 2) {
        const problem = { code: 'rate_limited', status: 429, title: '', detail: 'You ask too often.', type: '' };
        await route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: problem });
      } else await route.continue();
    });
    await shopper.orderButton().click();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toHaveLength(1);
    await shopper.leave();
  });

  it('orders once from a window that shows a cart which another window has ordered', async () => {
    await sell('tabla', '4.00', 20);
    await sell('sitar', '9.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('tabla');
    await shopper.goToCheckout();
    const second = await shopper.page.context().newPage();
    // It hears nothing of the first, as a window that sleeps.
    await second.addInitScript('window.addEventListener("storage", (event) => event.stopImmediatePropagation(), true)');
    await second.goto('/shop/checkout');
    const order = second.getByRole('button', { name: 'Order and pay' });
    await order.waitFor();
    await shopper.orderButton().click();
    await shopper.sees('Thank you for your order');
    await shopper.putInCart('sitar');
    await order.click();
    await second.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
    expect(await shopper.orders(1)).toHaveLength(1);
    // What was put in the next cart is still there.
    await shopper.page.goto('/shop/cart');
    await shopper.page.getByRole('link', { name: 'The sitar' }).waitFor();
    await shopper.leave();
  });

  it('orders nothing of a cart that is not there any more, and says so', async () => {
    await sell('lute', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('lute');
    await shopper.goToCheckout();
    await shopper.page.evaluate(`localStorage.removeItem('holdfast.cart')`);
    await shopper.orderButton().click();
    await shopper.reads('Your cart has changed in another window, so nothing was ordered.');
    expect(await shopper.orders(0)).toEqual([]);
    await shopper.leave();
  });

  it('goes on in another window with an order that nobody has answered, and leaves its cart alone', async () => {
    await sell('lyre', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('lyre');
    await shopper.goToCheckout();
    await shopper.onFirstOrder(async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    const second = await page.context().newPage();
    await second.goto('/shop/cart');
    await second.getByLabel('How many of The lyre').waitFor();
    await page.route('**/v1/orders', (route) => route.abort('connectionrefused'));
    await shopper.orderButton().click();
    await shopper.reads('We cannot reach the shop right now.');
    await page.close();
    await second.getByLabel('How many of The lyre').fill('3');
    await second.getByLabel('How many of The lyre').press('Enter');
    await second.getByText('What is in your cart is being ordered').waitFor();
    await second.goto('/shop/checkout');
    await second.getByRole('heading', { name: 'Thank you for your order' }).waitFor();
    expect(await shopper.orders(1)).toMatchObject([{ item_count: 1 }]);
    await shopper.leave();
  });

  it('shows in one window what another has put in the cart', async () => {
    await sell('harp', '4.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('harp', 2);
    const second = await shopper.page.context().newPage();
    await second.goto('/shop/cart');
    const amount = second.getByLabel('How many of The harp');
    await amount.waitFor();
    await shopper.putInCart('harp', 3);
    await second.getByText('£20.00').first().waitFor();
    expect(await amount.inputValue()).toBe('5');
    await shopper.leave();
  });

  it('orders once when the connection is lost after the order has arrived', async () => {
    await sell('kettle', '21.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('kettle');
    await shopper.goToCheckout();
    let answered = 0;
    await shopper.onFirstOrder(async (route) => {
      answered = (await route.fetch()).status();
      await route.abort('connectionreset');
    });
    await shopper.orderButton().click();
    await shopper.sees('Thank you for your order');
    expect(answered).toBe(201);
    expect(await shopper.orders(1)).toHaveLength(1);
    await shopper.leave();
  });

  it('goes on after a reload with an order that nobody has answered', async () => {
    await sell('pan', '17.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('pan');
    await shopper.goToCheckout();
    await page.route('**/v1/orders', (route) => route.abort('connectionrefused'));
    await shopper.orderButton().click();
    await shopper.reads('We cannot reach the shop right now.');
    await expectAccessible(page);
    await page.unrouteAll();
    await page.reload();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toHaveLength(1);
    await shopper.leave();
  });

  it('tells the truth about an order after the shop was killed before it had arrived', async () => {
    await sell('drum', '12.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('drum');
    await shopper.goToCheckout();
    await shopper.onFirstOrder(async (route) => {
      await shop.kill();
      await route.continue();
    });
    await shopper.orderButton().click();
    await shopper.reads('We cannot reach the shop right now.');
    await shop.start();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toHaveLength(1);
    expect((await shop.get('/products/drum')).body.available).toBe(19);
    await shopper.leave();
  });

  it('tells the truth about an order after the shop was killed the moment it was placed', async () => {
    await sell('flute', '14.00', 20);
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.putInCart('flute');
    await shopper.goToCheckout();
    await shopper.onFirstOrder(async (route) => {
      const answer = await route.fetch();
      await shop.kill();
      await route.fulfill({ response: answer });
    });
    await shopper.orderButton().click();
    await shopper.reads('Your order could not be loaded');
    await shop.start();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toMatchObject([{ status: 'CONFIRMED' }]);
    expect((await shop.get('/products/flute')).body.available).toBe(19);
    await shopper.leave();
  });
});
