import { readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, newVisitor } from './testing/browser.ts';
import { eventually, type Shop } from './testing/shop.ts';
import { openWatchedShop, type WatchedShop } from './testing/shop-in-browser.ts';

// An operator in a browser: what the console shows and does, on the built product.

// The row of an order is put aside in the moment in which its cancellation is asked for, as a hand that slipped would:
// the last step of its saga then finds no order, past the pivot, and the saga waits for a person.
const SLIP = `
  create table ordering.aside (like ordering.orders);
  create function ordering.slip() returns trigger language plpgsql as $$
    begin
      insert into ordering.aside select * from ordering.orders where order_id = new.order_id;
      delete from ordering.orders where order_id = new.order_id;
      return null;
    end $$;
  create trigger slip after update on ordering.orders for each row
    when (new.cancellation_requested <> '') execute function ordering.slip()`;
const MEND = `
  drop trigger slip on ordering.orders;
  insert into ordering.orders select * from ordering.aside`;

describeInBrowser('the console', () => {
  let opened: WatchedShop;
  let shop: Shop;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openWatchedShop();
    ({ shop, browser } = opened);
  });

  afterAll(() => opened.close());

  async function ordered(customer: string, quantity = 1): Promise<string> {
    const order = { customer_id: customer, items: [{ product_id: 'prod_2', quantity }] };
    const { body } = await shop.post('/orders', order, { prefer: 'wait=20' });
    expect(String(body.status)).toBe('CONFIRMED');
    return String(body.id);
  }

  async function statusOf(id: string): Promise<string> {
    return String((await shop.get(`/orders/${id}`)).body.status);
  }

  async function act(page: Page, name: string, reason: string): Promise<void> {
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  it('cancels an order with a reason, which is asked for and kept', async () => {
    const id = await ordered('ann');
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto(`/console/orders/${id}`);
    const held = page.getByRole('table', { name: 'Stock held' });
    await held.getByRole('row', { name: /main 1 Sold/ }).waitFor();
    await page.getByRole('heading', { name: 'Shipments' }).waitFor();
    await page.getByRole('button', { name: 'Cancel and refund' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel and refund' }).click();
    await dialog.getByText('Say why, in a few words.').waitFor();
    await dialog.getByLabel('Reason').fill('Sent to the wrong address');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Cancel and refund' }).click();
    await page.locator('.page-head').getByText('CANCELLED').waitFor();
    await held.getByRole('row', { name: /main 1 Given back/ }).waitFor();
    const { data } = (await shop.get('/operator-actions')).body;
    expect([...(data ?? [])].map(({ reason }) => String(reason))).toContain('Sent to the wrong address');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('lets one type on in a filter while the list follows', async () => {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto('/console/orders');
    const customer = page.getByLabel('Customer');
    await customer.pressSequentially('an');
    await page.waitForURL('**/console/orders?customer_id=an');
    await page.keyboard.type('n');
    await page.waitForURL('**/console/orders?customer_id=ann');
    expect(await customer.inputValue()).toBe('ann');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('reads nothing anew in a tab that nobody looks at, and goes on when somebody does', async () => {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    let asked = 0;
    await page.route('**/v1/messages/depths', async (route) => {
      asked += 1;
      await route.continue();
    });
    const turn = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await page.goto('/console/messages');
    await eventually(
      'a second look',
      async () => asked,
      (count) => count >= 2,
    );
    await turn(true);
    await page.waitForLoadState('networkidle');
    const before = asked;
    await page.clock.fastForward(60_000);
    await page.waitForLoadState('networkidle');
    expect(asked).toBe(before);
    await turn(false);
    await eventually(
      'a look again',
      async () => asked,
      (count) => count > before + 1,
    );
    expect(faults).toEqual([]);
    await context.close();
  });

  it('cancels what a filter leaves, and says how far it has come', async () => {
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push(await ordered('bulk-buyer'));
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto('/console/orders');
    await page.getByLabel('Customer').fill('bulk-buyer');
    await page.getByText('All 3').waitFor();
    await page.getByRole('button', { name: 'Cancel these…' }).click();
    await page.getByText('3 orders match the filter now.').waitFor();
    await page.getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await page.getByRole('dialog').getByLabel('Reason').fill('A test of theirs');
    await page.getByRole('button', { name: 'Cancel 3 orders' }).click();
    await page.getByText('3 of 3 orders done, 0 failed').waitFor();
    for (const id of ids) {
      await eventually(
        `cancellation of ${id}`,
        () => statusOf(id),
        (status) => status === 'CANCELLED',
      );
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  it('saves what a filter leaves as a CSV', async () => {
    const ids = [await ordered('exporter'), await ordered('exporter', 2)];
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto('/console/orders?customer_id=exporter');
    await page.getByText('All 2').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    await page.getByRole('status').getByText('2 orders saved').waitFor();
    await expectAccessible(page);
    const [names, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect([download.suggestedFilename(), names]).toEqual([
      expect.stringMatching(/^orders-.*\.csv$/),
      expect.stringMatching(/^order,placed,status,/),
    ]);
    expect(lines.map((line) => line.split(',')[0])).toEqual(ids.toReversed());
    expect(lines[0]).toContain(',exporter,2 x prod_2,2,');
    expect(faults).toEqual([]);
    await context.close();
  });

  it('tells an error in full where the drawing has no room for it', async () => {
    const declined = { customer_id: 'max', items: [{ product_id: 'prod_1', quantity: 1, price: '600.00' }] };
    const { id } = (await shop.post('/orders', declined, { prefer: 'wait=20' })).body;
    const { context, page, faults } = await newVisitor(browser, shop.url);
    const told = 'the provider gave no answer for this payment within ten seconds; ask again';
    await page.route('**/v1/sagas/*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replaceAll('"declined"', `"${told}"`) });
    });
    await page.goto(`/console/orders/${String(id)}`);
    await page.getByRole('definition').getByText(told).waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says that what it shows may be old, until it has read it anew by itself', async () => {
    const { saga_id: saga } = (await shop.get(`/orders/${await ordered('ann')}`)).body;
    const { context, page, faults } = await newVisitor(browser, shop.url);
    // One that has ended: nothing but the button asks for it again.
    await page.goto(`/console/sagas/${String(saga)}`);
    await page.locator('.page-head').getByText('completed').waitFor();
    await page.route('**/v1/sagas/*', (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: 'Refresh' }).click();
    const old = page.getByRole('status').getByText('what is shown may be old');
    await old.waitFor();
    await expectAccessible(page);
    await page.unroute('**/v1/sagas/*');
    await old.waitFor({ state: 'detached' });

    await page.goto('/console/orders?customer_id=ann');
    const list = page.getByRole('table', { name: 'Orders' });
    await list.getByRole('link').first().waitFor();
    await page.route('**/v1/orders?*', (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: 'Refresh' }).click();
    const missed = page.getByText('The shop did not answer');
    await missed.waitFor();
    expect(await list.getByRole('link').count()).toBeGreaterThan(0);
    await page.unroute('**/v1/orders?*');
    await missed.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
    await context.close();
  });

  it('retries a parked saga once what stood in its way is gone', async () => {
    const id = await ordered('zoe');
    const database = new pg.Client(opened.databaseUrl);
    await database.connect();
    await database.query(SLIP);
    await shop.post(`/orders/${id}/cancel`, { reason: 'Changed their mind' });

    const { context, page, faults } = await newVisitor(browser, shop.url);
    await eventually(
      'a parked saga',
      async () => [...((await shop.get('/sagas?status=parked')).body.data ?? [])],
      (parked) => parked.length === 1,
    );
    await page.goto('/console/sagas?status=parked');
    await page.getByRole('table').getByRole('link').first().click();
    await page.locator('.page-head').getByText('parked').waitFor();
    await expectAccessible(page);
    await database.query(MEND);
    await database.end();
    await act(page, 'Retry', 'The order is back');
    await page.locator('.page-head').getByText('completed').waitFor();
    await page.getByText('The order is back').first().waitFor();
    expect(await statusOf(id)).toBe('CANCELLED');
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([
    ['/console/orders/nope', 'Order …nope', 'Orders', 'There is no such order'],
    ['/console/sagas/nope', 'Saga', 'Sagas', 'There is no such saga'],
    ['/console/sales/nope', 'Flash sale', 'Flash sales', 'There is no such sale'],
    ['/console/messages/dead-letters/abc', 'Dead letter № abc', 'Dead letters', 'There is no such dead letter'],
    ['/console/messages/streams/nope', 'Event stream', 'Event streams', 'There is no such stream'],
  ])('%s has a heading and a way back, though there is no such thing', async (path, heading, up, said) => {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto(path);
    await page.getByText(said).waitFor();
    expect(await page.getByRole('heading', { level: 1, name: heading }).count()).toBe(1);
    await expectAccessible(page);
    await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: up }).click();
    await page.getByRole('heading', { level: 1, name: up }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([
    ['/console/stock/holds?status=zzz', 'must be one of held, confirmed, released'],
    ['/console/messages/dead-letters?status=zzz', 'must be one of dead, redriven, delivered'],
    ['/console/orders?status=zzz', 'must be one of PENDING'],
  ])('%s says what is wrong with its filter, and lists all once that is cleared', async (path, why) => {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto(path);
    await page.getByRole('alert').getByText(why).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect([new URL(page.url()).search, faults]).toEqual(['', []]);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('shows its pages in %s, and axe finds nothing', async (colorScheme) => {
    const id = await ordered('eve', 2);
    const declined = { customer_id: 'eve', items: [{ product_id: 'prod_1', quantity: 1, price: '600.00' }] };
    const refused = (await shop.post('/orders', declined, { prefer: 'wait=20' })).body;
    const { context, page, faults } = await newVisitor(browser, shop.url, { colorScheme });
    for (const [path, shown] of [
      ['/console', page.getByRole('img', { name: /^Orders, a second/ })],
      ['/console/orders', page.getByRole('table', { name: 'Orders' })],
      [`/console/orders/${id}`, page.getByRole('img', { name: /^Saga checkout/ })],
      [`/console/orders/${String(refused.id)}`, page.getByRole('img', { name: /authorise payment failed/ })],
      ['/console/sagas', page.getByRole('table', { name: 'Sagas' })],
      [`/console/sagas/${String(refused.saga_id)}`, page.getByRole('table', { name: 'Log of the saga' })],
    ] as const) {
      await page.goto(path);
      await shown.waitFor();
      await expectAccessible(page);
    }
    expect(faults).toEqual([]);
    await context.close();
  });
});
