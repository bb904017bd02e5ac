import { expect, it } from 'vitest';
import { type Answer, eventually, type Shop } from './shop.ts';

// What a shop does for its customers, whatever its processes: run against the monolith and against the split.

const ENDED = ['CONFIRMED', 'CANCELLED'];

async function addProduct(shop: Shop, id: string, price: string, stock: number): Promise<void> {
  const answer = await shop.post('/products', { id, sku: id, name: `Product ${id}`, price, stock });
  expect(answer.status).toBe(201);
}

function order(productId: string, quantity = 1, price?: number): object {
  const item = { product_id: productId, quantity, ...(price === undefined ? {} : { price }) };
  return { customer_id: 'cust_123', items: [item] };
}

/** The order once its checkout has ended. */
function ended(shop: Shop, orderId: string): Promise<Answer> {
  return eventually(
    `the end of order ${orderId}`,
    () => shop.get(`/orders/${orderId}`),
    ({ status, body }) => status === 200 && ENDED.includes(String(body.status)),
  );
}

async function available(shop: Shop, productId: string): Promise<number> {
  return Number((await shop.get(`/inventory/${productId}`)).body.available);
}

export async function expectAudit(shop: Shop): Promise<void> {
  const { body } = await eventually(
    'an audit without violations',
    () => shop.get('/audit'),
    (answer) => String(answer.body.ok) === 'true',
  );
  expect(body.ok).toBe(true);
}

export function acceptance(shopOf: () => Shop): void {
  it('confirms the first order of the README and answers its key again with the same order', async () => {
    const shop = shopOf();
    const key = { 'x-idempotency-key': 'task-001' };
    const first = await shop.post('/orders', order('prod_1', 1, 50), key);
    expect(first.status).toBe(201);
    expect(first.body.status).toBe('PENDING');
    expect(first.headers.get('location')).toContain(String(first.body.id));
    const { body } = await ended(shop, String(first.body.id));
    expect(body).toMatchObject({
      status: 'CONFIRMED',
      total: { amount: '50.00', currency: 'GBP' },
      payment: { status: 'captured', captured: { amount: '50.00' } },
    });

    const second = await shop.post('/orders', order('prod_1', 1, 50), key);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
    expect((await shop.post('/orders', order('prod_1', 2, 50), key)).status).toBe(422);
  });

  it('cancels the second order of the README and gives its stock back', async () => {
    const shop = shopOf();
    const before = await available(shop, 'prod_1');
    const { body } = await shop.post('/orders', order('prod_1', 1, 600), { 'x-idempotency-key': 'fail-001' });
    expect((await ended(shop, String(body.id))).body).toMatchObject({
      status: 'CANCELLED',
      reason: 'payment_declined',
    });
    const saga = await eventually(
      'the end of the saga',
      () => shop.get(`/sagas/${body.saga_id}`),
      (answer) => String(answer.body.status) === 'compensated',
    );
    expect([...(saga.body.steps as Iterable<object>)].map((step) => step)).toMatchObject([
      { name: 'place order', status: 'compensated' },
      { name: 'check customer and prices', status: 'completed' },
      { name: 'reserve stock', status: 'compensated' },
      { name: 'authorise payment', status: 'failed', error: 'declined' },
      { name: 'confirm stock', status: 'pending' },
      { name: 'capture payment', status: 'pending' },
      { name: 'confirm order', status: 'pending' },
    ]);
    expect(await available(shop, 'prod_1')).toBe(before);
  });

  it('refuses a price that no longer holds, stock that is not there, and a customer who may not order', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-mug', '4.50', 3);
    const wait = { prefer: 'wait=10' };
    const changed = await shop.post('/orders', order('acceptance-mug', 1, 4), wait);
    expect(changed.body).toMatchObject({ status: 'CANCELLED', reason: 'price_changed' });
    const short = await shop.post('/orders', order('acceptance-mug', 4), wait);
    expect(short.body).toMatchObject({ status: 'CANCELLED', reason: 'out_of_stock' });
    await fetch(`${shop.url}/customers/blocked`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ active: false }),
    });
    const blocked = await shop.post('/orders', { ...order('acceptance-mug'), customer_id: 'blocked' }, wait);
    expect(blocked.body).toMatchObject({ status: 'CANCELLED', reason: 'customer_inactive' });
    expect(await available(shop, 'acceptance-mug')).toBe(3);
  });

  it('gives money and stock back when a confirmed order is cancelled', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-vase', '20.00', 5);
    const placed = await shop.post('/orders', order('acceptance-vase', 2), { prefer: 'wait=10' });
    expect(placed.body.status).toBe('CONFIRMED');
    const id = String(placed.body.id);
    expect((await shop.post(`/orders/${id}/cancel`, { reason: 'changed my mind' })).status).toBe(202);
    const { body } = await eventually(
      'the cancellation',
      () => shop.get(`/orders/${id}`),
      (answer) => String(answer.body.status) === 'CANCELLED',
    );
    expect(body).toMatchObject({ reason: 'cancelled_by_customer', payment: { refunded: { amount: '40.00' } } });
    expect(await available(shop, 'acceptance-vase')).toBe(5);
    const { body: actions } = await shop.get('/operator-actions?action=order.cancel&limit=1');
    const cancelled = { action: 'order.cancel', object: { kind: 'order', id }, reason: 'changed my mind' };
    expect(actions.data).toMatchObject([{ ...cancelled, actor: 'demo', outcome: 'done' }]);
  });

  it('tells operators of its messages', async () => {
    const shop = shopOf();
    expect((await shop.get('/dead-letters')).body).toEqual({ data: [], next_cursor: null });
    expect((await shop.post('/dead-letters/redrive', {})).body).toEqual({ redriven: 0 });
    expect((await shop.get('/asyncapi.json')).body).toMatchObject({ asyncapi: '3.0.0' });
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toContain('holdfast_consumer_lag{consumer="cancellation"} 0');
    expect(metrics).toContain('holdfast_dead_letters{consumer="cancellation"} 0');
    // The cancellation above went through a handler.
    expect(metrics).toMatch(/holdfast_handler_batch_size_count\{consumer="cancellation"\} [1-9]/);
  });

  it('sells 100 units to 600 customers at once: 100 confirmed, 500 out of stock, none left', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-drop', '10.00', 100);
    const answers = await Promise.all(
      Array.from({ length: 600 }, (_, index) =>
        shop.post('/orders', { ...order('acceptance-drop'), customer_id: `crowd-${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 600 }, () => 201));
    const orders = await Promise.all(answers.map(({ body }) => ended(shop, String(body.id))));
    const outcomes = orders.map(({ body }) => (body.reason === undefined ? body.status : body.reason));
    expect(outcomes.filter((outcome) => String(outcome) === 'CONFIRMED')).toHaveLength(100);
    expect(outcomes.filter((outcome) => String(outcome) === 'out_of_stock')).toHaveLength(500);
    expect(await available(shop, 'acceptance-drop')).toBe(0);
  });

  it('takes 10 % off with the coupon of the demo shop, and gives its use back with the order', async () => {
    const shop = shopOf();
    const uses = async () => (await shop.get('/coupons/WELCOME10')).body.uses;
    const before = Number(await uses());
    const placed = await shop.post(
      '/orders',
      { ...order('prod_1', 1, 50.05), coupon: 'welcome10' },
      { prefer: 'wait=10' },
    );
    expect(placed.body).toMatchObject({
      status: 'CONFIRMED',
      coupon: 'WELCOME10',
      discount: { amount: '5.01', currency: 'GBP' },
      total: { amount: '45.04', currency: 'GBP' },
      payment: { captured: { amount: '45.04' } },
    });
    expect(await uses()).toBe(before + 1);
    await shop.post(`/orders/${placed.body.id}/cancel`, { reason: 'changed my mind' });
    const cancelled = await eventually(
      'the cancellation',
      () => shop.get(`/orders/${placed.body.id}`),
      (answer) => String(answer.body.status) === 'CANCELLED',
    );
    expect(cancelled.body).toMatchObject({ payment: { refunded: { amount: '45.04' } } });
    expect(await uses()).toBe(before);
  });

  it('cancels an order whose coupon is no good, after its stock was held, and gives the stock back', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-bowl', '10.00', 5);
    const over = { code: 'OVER', kind: 'fixed', value: 1, ends_at: '2020-01-01T00:00:00Z' };
    expect((await shop.post('/coupons', over)).status).toBe(201);
    for (const coupon of ['over', 'unheard of']) {
      const request = { ...order('acceptance-bowl', 2), coupon };
      const placed = await shop.post('/orders', request, { prefer: 'wait=10' });
      expect([placed.status, placed.body]).toMatchObject([201, { status: 'CANCELLED', reason: 'coupon_invalid' }]);
      const saga = await eventually(
        'the end of the saga',
        () => shop.get(`/sagas/${placed.body.saga_id}`),
        (answer) => String(answer.body.status) === 'compensated',
      );
      expect([...(saga.body.steps as Iterable<object>)]).toMatchObject([
        { name: 'place order', status: 'compensated' },
        { name: 'check customer and prices', status: 'completed' },
        { name: 'reserve stock', status: 'compensated' },
        { name: 'redeem coupon', status: 'failed', error: 'couponUnusable' },
        { name: 'authorise payment', status: 'pending' },
        { name: 'confirm stock', status: 'pending' },
        { name: 'capture payment', status: 'pending' },
        { name: 'confirm order', status: 'pending' },
      ]);
    }
    expect(await available(shop, 'acceptance-bowl')).toBe(5);
  });

  it('lets 10 of 100 orders at once use a coupon that is good for 10', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-plate', '10.00', 200);
    const coupon = { code: 'FIRST10', kind: 'fixed', value: '2.50', total_limit: 10 };
    expect((await shop.post('/coupons', coupon)).status).toBe(201);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        shop.post('/orders', {
          ...order('acceptance-plate'),
          customer_id: `collector-${index}`,
          coupon: 'FIRST10',
        }),
      ),
    );
    const orders = await Promise.all(answers.map(({ body }) => ended(shop, String(body.id))));
    const outcomes = orders.map(({ body }) => String(body.reason ?? body.status));
    expect(outcomes.filter((outcome) => outcome === 'CONFIRMED')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'coupon_invalid')).toHaveLength(90);
    expect(Number((await shop.get('/coupons/FIRST10')).body.uses)).toBe(10);
    expect(await available(shop, 'acceptance-plate')).toBe(190);
  });

  it('pays with store credit, alone or with a card, and gives back to where the money came from', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-lamp', '20.00', 10);
    const opened = await shop.post('/wallets', { customer_id: 'saver' });
    expect(opened.status).toBe(201);
    const wallet = String(opened.body.id);
    expect((await shop.post(`/accounts/${wallet}/deposit`, { amount: '30.00' })).status).toBe(200);
    const balance = async () => (await shop.get(`/wallets/${wallet}`)).body.balance;
    const buy = (terms: object) =>
      shop.post('/orders', { ...order('acceptance-lamp'), customer_id: 'saver', ...terms }, { prefer: 'wait=10' });

    const whole = await buy({ payment_method: 'wallet' });
    expect(whole.body).toMatchObject({ status: 'CONFIRMED', payment: { status: 'captured' } });
    const part = await buy({ store_credit: '10.00' });
    expect(part.body).toMatchObject({
      status: 'CONFIRMED',
      payment: { method: 'card', captured: { amount: '20.00' }, store_credit: { taken: { amount: '10.00' } } },
    });
    expect(await balance()).toMatchObject({ amount: '0.00' });
    const empty = await buy({ payment_method: 'wallet' });
    expect(empty.body).toMatchObject({ status: 'CANCELLED', reason: 'payment_declined' });
    expect(await available(shop, 'acceptance-lamp')).toBe(8);

    for (const { body } of [whole, part]) {
      expect((await shop.post(`/orders/${body.id}/cancel`, { reason: 'too bright' })).status).toBe(202);
      await eventually(
        'the cancellation',
        () => shop.get(`/orders/${body.id}`),
        (answer) => String(answer.body.status) === 'CANCELLED',
      );
    }
    expect(await balance()).toMatchObject({ amount: '30.00' });
    const { data: totals } = (await shop.get('/wallets/totals')).body;
    expect([...(totals as Iterable<object>)]).toMatchObject([
      { currency: 'GBP', wallets: 1, balance: { amount: '30.00' }, spent: { amount: '0.00' }, movements: 5 },
    ]);
    const statement = await shop.get(`/wallets/${wallet}/statement`);
    expect([...(statement.body.data as Iterable<object>)]).toMatchObject([
      { kind: 'returned', amount: { amount: '10.00' }, reference: part.body.id },
      { kind: 'returned', amount: { amount: '20.00' }, reference: whole.body.id },
      { kind: 'taken', amount: { amount: '-10.00' } },
      { kind: 'taken', amount: { amount: '-20.00' } },
      { kind: 'deposited' },
      { kind: 'opened' },
    ]);
    expect((await shop.get(`/wallets/${wallet}?version=3`)).body.balance).toMatchObject({ amount: '10.00' });
    await expectAudit(shop);
  });

  it('sells the 20 units of a flash sale to a crowd of 80, and gives back what was cancelled and left', async () => {
    const shop = shopOf();
    await addProduct(shop, 'acceptance-sale', '20.00', 50);
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const terms = { quantity: 20, price: '15.00', starts_at: new Date().toISOString(), ends_at: inAnHour };
    const sale = await shop.post('/sales', { product_id: 'acceptance-sale', ...terms, per_customer_limit: 1 });
    expect(sale.status).toBe(201);
    const path = `/sales/${sale.body.id}`;
    expect(await available(shop, 'acceptance-sale')).toBe(30);

    const ask = (customer: number) => shop.post(`${path}/orders`, { customer_id: `drop-${customer}`, quantity: 1 });
    const answers = await Promise.all(Array.from({ length: 80 }, (_, customer) => ask(customer)));
    const queued = answers.filter(({ status }) => status === 202).map(({ body }) => String(body.order_id));
    expect(queued).toHaveLength(20);
    expect(answers.filter(({ status, body }) => status === 409 && String(body.code) === 'sold_out')).toHaveLength(60);
    expect((await shop.get(`/orders/${queued[0]}`)).status).toBe(200);
    const orders = await Promise.all(queued.map((orderId) => ended(shop, orderId)));
    for (const { body } of orders) expect(body).toMatchObject({ status: 'CONFIRMED', total: { amount: '15.00' } });
    const left = (): Promise<Answer> => shop.get(path);
    await eventually('a sale that is sold out', left, ({ body }) => String(body.state) === 'sold_out');

    await shop.post(`/orders/${queued[0]}/cancel`, { reason: 'changed my mind' });
    await eventually('a unit that came back', left, ({ body }) => Number(body.remaining) === 1);
    await shop.post(`${path}/close`, {});
    await eventually('the rest in the shop', left, ({ body }) => String(body.state) === 'closed');
    await eventually(
      'the stock of the sale',
      () => shop.get('/inventory/acceptance-sale'),
      ({ body }) => Number(body.available) === 31,
    );
    expect((await ask(99)).status).toBe(410);
    await expectAudit(shop);
  });

  it('passes its own audit', () => expectAudit(shopOf()));
}
