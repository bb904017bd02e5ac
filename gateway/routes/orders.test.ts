import { beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../../modules/catalog/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { Overloaded } from '../../platform/batching/batch-loop.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { StoreUnavailable } from '../../platform/store/store.ts';
import { OrderWithdrawn } from '../../processes/checkout/door.ts';
import type { ListedOrder } from '../../views/orders/door.ts';
import type { Order } from '../orders/documents.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const lines = (...items: object[]) => anOrder({ items });

describe('placing an order', () => {
  it('answers 201 with the order, PENDING', async () => {
    const answer = await shop.post(
      '/orders',
      lines({ product_id: 'mug', quantity: 3 }, { product_id: 'mug', quantity: 1 }),
    );
    expect(answer.statusCode).toBe(201);
    const order = answer.json();
    expect(answer.headers.location).toBe(`/v1/orders/${order.id}`);
    const item = {
      product_id: 'mug',
      sku: 'SKU-mug',
      name: 'The mug',
      unit_price: { amount: '7.95', currency: 'GBP' },
    };
    expect(order).toEqual({
      id: expect.any(String),
      status: 'PENDING',
      saga_id: `saga-of-${order.id}`,
      customer_id: 'cust_123',
      items: [
        { ...item, quantity: 3, subtotal: { amount: '23.85', currency: 'GBP' } },
        { ...item, quantity: 1, subtotal: { amount: '7.95', currency: 'GBP' } },
      ],
      item_count: 4,
      total: { amount: '31.80', currency: 'GBP' },
      created_at: '2026-01-01T00:00:00.000Z',
    });
    expect(shop.checkout.begun[0]).toMatchObject({ paymentMethod: 'card', totalMinor: 3_180, currency: 'GBP' });
  });

  it('is the same under /v1', async () => {
    expect((await shop.post('/v1/orders', anOrder())).statusCode).toBe(201);
  });

  it('takes the price that the shopper saw, as text or number', async () => {
    for (const price of ['50.00', 50, '50', '50.0', 50.0]) {
      const answer = await shop.post('/orders', lines({ product_id: 'prod_1', quantity: 1, price }));
      expect(answer.json().total.amount).toBe('50.00');
    }
    expect(shop.checkout.begun[0]?.lines[0]).toMatchObject({ unitPriceMinor: 5_000, agreed: false, stocked: true });
  });

  it('marks agreed prices and services', async () => {
    const gift = { product_id: 'mug', quantity: 2, price: 9, agreed_price: '0' };
    await shop.post('/orders', lines(gift, { product_id: 'lesson', quantity: 1 }));
    expect(shop.checkout.begun[0]?.lines).toMatchObject([
      { unitPriceMinor: 0, agreed: true, stocked: true },
      { unitPriceMinor: 3_000, agreed: false, stocked: false },
    ]);
  });

  it('takes 600 lines, and refuses 1,001', async () => {
    const many = (count: number) => lines(...Array.from({ length: count }, () => ({ product_id: 'mug', quantity: 1 })));
    expect((await shop.post('/orders', many(600))).json().item_count).toBe(600);
    const answer = await shop.post('/orders', many(1_001));
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([400, '/items']);
  });

  it('honours agreed prices and invoices for staff only', async () => {
    const authenticate = () => ({ id: 'shopper', staff: false });
    const other = await FakeShop.open({ authenticate });
    const agreed = lines({ product_id: 'mug', quantity: 1, agreed_price: 1 });
    expect((await other.post('/orders', agreed)).statusCode).toBe(403);
    expect((await other.post('/orders', anOrder({ payment_method: 'invoice' }))).statusCode).toBe(403);
    expect((await other.post('/orders', anOrder({ payment_method: 'wallet' }))).statusCode).toBe(201);
    expect((await shop.post('/orders', anOrder({ payment_method: 'invoice' }))).statusCode).toBe(201);
  });
});

describe('waiting for an order', () => {
  it('answers the order as it ended', async () => {
    const answer = await shop.post('/orders', anOrder(), { prefer: 'wait=5' });
    expect(answer.headers['preference-applied']).toBe('wait=5');
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ status: 'CONFIRMED', payment: { status: 'captured' } });
    expect(shop.checkout.waitedMs).toBe(5_000);
  });

  it('answers the order as it stands when the time is over', async () => {
    shop.checkout.ends = false;
    const answer = await shop.post('/orders', anOrder(), { prefer: 'respond-async, wait=90' });
    expect(answer.headers['preference-applied']).toBe('wait=30');
    expect(answer.json().status).toBe('PENDING');
  });

  it('ignores a preference that it cannot read', async () => {
    for (const prefer of ['wait=soon', 'wait=-1', 'await=3', 'wait']) {
      const answer = await shop.post('/orders', anOrder(), { prefer });
      expect(answer.headers['preference-applied']).toBeUndefined();
      expect(shop.checkout.waitedMs).toBeUndefined();
    }
  });

  it('still answers that the order is placed when it cannot be read', async () => {
    shop.doors.fails(ordering.getOrders, new Unanswered('x', 'down'));
    const answer = await shop.post('/orders', anOrder(), { prefer: 'wait=1' });
    expect([answer.statusCode, answer.json().status]).toEqual([201, 'PENDING']);
  });
});

describe('when the shop cannot', () => {
  it('answers 503 and when to come back while its own database is away', async () => {
    shop.doors.fails(catalog.describeProducts, new StoreUnavailable('away'));
    const answer = await shop.post('/orders', anOrder());
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '1']);
  });

  it('sheds an order before work is done', async () => {
    const error = new Unanswered('x', 'full', { cause: new Overloaded('full') });
    for (const failing of ['checkout', 'catalog']) {
      if (failing === 'checkout') shop.checkout.failure = { error: new Overloaded('full'), placed: false };
      else shop.doors.fails(catalog.describeProducts, error);
      const answer = await shop.post('/orders', anOrder());
      expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([503, 'overloaded', '1']);
    }
  });

  it('says how to find out about an order of which nobody knows', async () => {
    shop.checkout.failure = { error: new Error('secret: connection lost'), placed: true };
    const answer = await shop.post('/orders', anOrder());
    const problem = answer.json();
    expect(problem).toMatchObject({ status: 503, code: 'outcome_unknown', order_id: expect.any(String) });
    expect(answer.body).not.toContain('secret');
    expect(problem.detail).toContain(`/v1/orders/${problem.order_id}`);
    expect((await shop.get(`/orders/${problem.order_id}`)).json().status).toBe('PENDING');
    expect(shop.logged[0]).toMatchObject({ level: 'error', entry: { trace_id: problem.trace_id } });
  });

  it('says for good that an order came to nothing, under its key too', async () => {
    shop.checkout.failure = { error: new OrderWithdrawn('o-1'), placed: false };
    const headers = { 'idempotency-key': 'withdrawn' };
    const answer = await shop.post('/orders', anOrder(), headers);
    expect([answer.statusCode, answer.json().code]).toEqual([410, 'order_withdrawn']);
    shop.checkout.failure = undefined;
    const again = await shop.post('/orders', anOrder(), headers);
    expect([again.statusCode, again.body]).toEqual([410, answer.body]);
  });
});

describe('reading orders', () => {
  it('shows the whole order, its payment and its timeline', async () => {
    const { id } = (await shop.post('/orders', anOrder(), { prefer: 'wait=1' })).json();
    const answer = await shop.get(`/orders/${id}`);
    const money = { amount: '7.95', currency: 'GBP' };
    expect(answer.statusCode).toBe(200);
    expect(answer.headers.etag).toBe('"4-2"');
    expect(answer.json()).toMatchObject({
      id,
      status: 'CONFIRMED',
      items: [{ product_id: 'mug', quantity: 1, unit_price: money, subtotal: money }],
      payment: { method: 'card', status: 'captured', authorised: money, captured: money, refunded: { amount: '0.00' } },
    });
    expect(answer.json().timeline.map((each: { status: string }) => each.status)).toEqual([
      'PENDING',
      'RESERVED',
      'PAID',
      'CONFIRMED',
    ]);
    expect(answer.json().reason).toBeUndefined();
  });

  it('shows why an order was cancelled', async () => {
    const dear = lines({ product_id: 'prod_1', quantity: 1, price: 600.0 });
    const answer = await shop.post('/orders', dear, { prefer: 'wait=1' });
    expect(answer.json()).toMatchObject({
      status: 'CANCELLED',
      reason: 'payment_declined',
      payment: { status: 'declined', decline_code: 'amount_too_high' },
    });
  });

  it('answers 304 to who has it, 404 for what is not there', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    const { etag = '' } = (await shop.get(`/orders/${id}`)).headers;
    const answer = await shop.get(`/orders/${id}`, { 'if-none-match': `"0", W/${etag}` });
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', etag]);
    for (const missing of ['nothing', '00000000-0000-7000-8000-999999999999', "'; drop table"]) {
      expect((await shop.get(`/orders/${encodeURIComponent(missing)}`)).statusCode).toBe(404);
    }
    expect((await shop.get(`/orders/${'x'.repeat(201)}`)).statusCode).toBe(400);
    expect((await shop.get('/orders/a%00b')).statusCode).toBe(400);
  });

  it('lists them newest first, page by page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift((await shop.post('/orders', anOrder())).json().id);
    const first = (await shop.get('/orders?limit=2')).json();
    const second = (await shop.get(`/orders?limit=2&cursor=${first.next_cursor}`)).json();
    const third = (await shop.get(`/orders?limit=2&cursor=${second.next_cursor}`)).json();
    const seen = [first, second, third].flatMap((page) => page.data.map((order: { id: string }) => order.id));
    expect(seen).toEqual(ids);
    expect(third.next_cursor).toBeNull();
  });

  it('lists by customer and status', async () => {
    await shop.post('/orders', anOrder({ customer_id: 'ann' }), { prefer: 'wait=1' });
    await shop.post('/orders', anOrder({ customer_id: 'bob' }));
    expect((await shop.get('/orders?customer_id=ann')).json().data).toMatchObject([{ customer_id: 'ann' }]);
    expect((await shop.get('/orders?status=PENDING')).json().data).toMatchObject([{ customer_id: 'bob' }]);
  });

  it('searches by reason, SKU and time', async () => {
    const ids: Record<string, string> = {};
    for (const product_id of ['mug', 'prod_1']) {
      ids[product_id] = (await shop.post('/orders', anOrder({ items: [{ product_id, quantity: 1 }] }))).json().id;
    }
    const found = async (query: string): Promise<string[]> =>
      (await shop.get(`/orders?${query}`)).json().data.map(({ id }: { id: string }) => id);
    const [{ items }] = (await shop.get('/orders')).json().data;
    expect(await found(`sku=${items[0].sku}`)).toEqual([ids.prod_1]);
    expect(await found('reason=expired')).toEqual([]);
    expect(await found('placed_from=1970-01-01T00:00:00Z')).toHaveLength(2);
    expect(await found('placed_from=2100-01-01T00:00:00Z')).toEqual([]);
  });

  it.each([
    ['reason=boredom', '/reason'],
    ['placed_from=yesterday', '/placed_from'],
    ['placed_from=2026-13-01T00:00Z', '/placed_from'],
    ['placed_until=2026-01-01T99:00Z', '/placed_until'],
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=two', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['cursor=nonsense', '/cursor'],
    ['cursor=', '/cursor'],
    ['status=LOST', '/status'],
    ['color=red', '/color'],
    ['customer_id=%00', '/customer_id'],
  ])('refuses ?%s', async (query, path) => {
    const answer = await shop.get(`/orders?${query}`);
    expect([answer.statusCode, answer.json().errors]).toEqual([
      400,
      [{ path, in: 'query', message: expect.any(String) }],
    ]);
  });

  it('lists from the view what the modules would have answered, without asking them', async () => {
    await shop.post('/orders', anOrder({ customer_id: 'ann' }), { prefer: 'wait=1' });
    await shop.post('/orders', anOrder({ customer_id: 'bob' }));
    for (const terms of [{ payment_method: 'wallet' }, { store_credit: 3 }]) {
      await shop.post('/orders', anOrder({ customer_id: 'cleo', ...terms }), { prefer: 'wait=1' });
    }
    const paths = ['/orders', '/orders?customer_id=ann', '/orders?status=PENDING', '/orders?limit=1'];
    const list = async () => Promise.all(paths.map(async (path) => (await shop.get(path)).json()));
    const fromModules = await list();
    shop.views.listed = [...shop.checkout.orders.values()].map((order) => listed(order)).reverse();
    const asked = shop.doors.calls.length;
    expect(await list()).toEqual(fromModules);
    expect(shop.doors.calls).toHaveLength(asked);
  });

  it('refuses the cursor of another list', async () => {
    const { next_cursor: cursor } = (await shop.get('/products?limit=1')).json();
    expect((await shop.get(`/orders?cursor=${cursor}`)).statusCode).toBe(400);
  });
});

describe('cancelling an order', () => {
  /** Lets so much time pass, in steps in which what waits for it is done. */
  async function settle(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      shop.clock.advance(100);
    }
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  }

  it('answers 202 with the order, and a reason is a note', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    const answer = await shop.post(`/orders/${id}/cancel`, { reason: 'Changed my mind.' });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ id, cancellation_requested: 'cancelled_by_customer' });
    expect(shop.doors.calls.find((call) => call.method.path === ordering.requestCancellation.path)?.request).toEqual({
      orderId: id,
      reason: 'cancelled_by_customer',
      note: 'Changed my mind.',
    });
  });

  it('needs no body', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    expect((await shop.post(`/orders/${id}/cancel`)).statusCode).toBe(202);
    const headers = { 'content-type': 'application/json' };
    expect((await shop.inject({ method: 'POST', url: `/orders/${id}/cancel`, headers })).statusCode).toBe(202);
  });

  it('answers 404, 409 and 412', async () => {
    expect((await shop.post('/orders/nothing/cancel')).statusCode).toBe(404);
    const { id } = (await shop.post('/orders', anOrder())).json();
    expect((await shop.post(`/orders/${id}/cancel`, {}, { 'if-match': '"9-9"' })).statusCode).toBe(412);
    expect((await shop.post(`/orders/${id}/cancel`, {}, { 'if-match': '"1-0"' })).statusCode).toBe(202);
    shop.checkout.move(id, 'SHIPPED');
    const answer = await shop.post(`/orders/${id}/cancel`);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'too_late']);
  });

  it('waits for the end where the caller prefers to, and no longer than asked', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    const cancel = () => shop.post(`/orders/${id}/cancel`, {}, { prefer: 'wait=10' });
    const inVain = cancel();
    await settle(10_000);
    const asItStands = await inVain;
    expect(asItStands.json().status).toBe('PENDING');

    const cancelling = cancel();
    await settle(500);
    shop.checkout.move(id, 'CANCELLED', 'cancelled_by_customer');
    await settle(500);
    const answer = await cancelling;
    expect([answer.statusCode, answer.json().status]).toEqual([202, 'CANCELLED']);
    for (const { headers } of [asItStands, answer]) expect(headers['preference-applied']).toBe('wait=10');
  });

  it('answers what is cancelled already as the first time, as the list of problems says', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    shop.checkout.move(id, 'CANCELLED', 'cancelled_by_customer');
    const answers = [await shop.post(`/orders/${id}/cancel`), await shop.post(`/orders/${id}/cancel`)];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(answers[1]?.json()).toEqual(answers[0]?.json());
    const { data } = (await shop.get('/problems')).json();
    expect(data.find(({ code }: { code: string }) => code === 'too_late').description).not.toContain('has ended');
  });

  it('is refused when the order changes while the version is being compared', async () => {
    const { id } = (await shop.post('/orders', anOrder())).json();
    shop.doors.on(payment.getPayments, () => {
      if (shop.checkout.orders.get(id)?.version === 1) shop.checkout.move(id, 'RESERVED');
      return { payments: [] };
    });
    expect((await shop.post(`/orders/${id}/cancel`, {}, { 'if-match': '"1-0"' })).statusCode).toBe(412);
    expect(shop.checkout.orders.get(id)?.cancellationRequested).toBe('');
  });
});

/** The order as the view has it. */
function listed({ version: _, lines: ordered, ...order }: Order): ListedOrder {
  const { status, authorisedMinor, capturedMinor, refundedMinor, declineCode } = shop.checkout.payments.get(
    order.orderId,
  ) ?? { status: 'none', authorisedMinor: 0, capturedMinor: 0, refundedMinor: 0, declineCode: '' };
  return {
    ...order,
    lines: ordered.map(({ stocked: _stocked, ...line }) => ({
      ...line,
      subtotalMinor: line.quantity * line.unitPriceMinor,
    })),
    itemCount: ordered.reduce((units, { quantity }) => units + quantity, 0),
    payment: { status, authorisedMinor, capturedMinor, refundedMinor, declineCode },
  };
}
