import { describe, expect, it } from 'vitest';
import type { SagaView } from '../../platform/saga/saga-view.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

const SAGA_ID = '00000000-0000-7000-8000-00000000000a';
const REASON = 'The provider is back.';
const saga: SagaView = {
  sagaId: SAGA_ID,
  name: 'checkout.v1',
  status: 'parked',
  subjectId: SAGA_ID,
  traceId: 'f'.repeat(32),
  steps: [],
};

async function actionsOf(shop: FakeShop, query = ''): Promise<Record<string, unknown>[]> {
  return (await shop.get(`/operator-actions${query}`)).json().data;
}

const brief = (actions: readonly Record<string, unknown>[]) =>
  actions.map(({ action, object }) => ({ action, object }));

describe('actions of operators', () => {
  it('are listed with who, what, which object, why, when and their trace', async () => {
    const shop = await FakeShop.open();
    shop.sagas.sagas.push(saga);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await shop.post(`/sagas/${SAGA_ID}/retry`, { reason: REASON }, { traceparent });
    expect((await shop.get('/operator-actions')).json()).toEqual({
      data: [
        {
          id: expect.any(String),
          at: '2026-01-01T00:00:00.000Z',
          actor: 'demo',
          action: 'saga.retry',
          object: { kind: 'saga', id: SAGA_ID },
          reason: REASON,
          trace_id: 'a'.repeat(32),
          outcome: 'done',
        },
      ],
      next_cursor: null,
    });
  });

  it('are those on sagas, dead letters, views, sales, stock and orders', async () => {
    const shop = await FakeShop.open();
    shop.sagas.sagas.push(saga);
    const order = (await shop.post('/orders', anOrder())).json();
    const steps: [string, object][] = [
      [`/sagas/${SAGA_ID}/compensate`, { reason: REASON }],
      ['/dead-letters/redrive', { consumer: 'printer', reason: REASON }],
      ['/admin/rebuild-projections', { reason: REASON }],
      ['/inventory/mug/adjustments', { delta: 5, reason: REASON }],
      [`/orders/${order.id}/cancel`, { reason: REASON }],
    ];
    for (const [path, body] of steps) expect((await shop.post(path, body)).statusCode).toBeLessThan(300);
    const actions = await actionsOf(shop);
    expect(brief(actions.toReversed())).toEqual([
      { action: 'saga.compensate', object: { kind: 'saga', id: SAGA_ID } },
      { action: 'dead_letter.redrive', object: { kind: 'consumer', id: 'printer' } },
      { action: 'view.rebuild', object: { kind: 'view', id: '*' } },
      { action: 'stock.adjust', object: { kind: 'product', id: 'mug' } },
      { action: 'order.cancel', object: { kind: 'order', id: order.id } },
    ]);
    expect(new Set(actions.map(({ reason, outcome }) => `${outcome}: ${reason}`))).toEqual(
      new Set([`done: ${REASON}`]),
    );
  });

  it('say that they were refused, and leave out what never was an action', async () => {
    const shop = await FakeShop.open();
    shop.sagas.sagas.push({ ...saga, status: 'completed' });
    expect((await shop.post(`/sagas/${SAGA_ID}/retry`)).statusCode).toBe(409);
    expect((await shop.post('/inventory/mug/adjustments', { delta: -1_000, reason: 'broken' })).statusCode).toBe(409);
    expect((await shop.post('/sagas/nothing/retry')).statusCode).toBe(404);
    expect((await shop.post('/admin/rebuild-projections', { view: 'nothing' })).statusCode).toBe(404);
    const actions = await actionsOf(shop);
    expect(actions.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['stock.adjust', 'refused'],
      ['saga.retry', 'refused'],
    ]);
  });

  it('are listed page by page, and by action', async () => {
    const shop = await FakeShop.open();
    for (const view of ['orders', 'stock', 'orders']) await shop.post('/admin/rebuild-projections', { view });
    await shop.post('/dead-letters/redrive');
    const first = (await shop.get('/operator-actions?limit=3')).json();
    const rest = (await shop.get(`/operator-actions?limit=3&cursor=${first.next_cursor}`)).json();
    expect([first.data.length, rest.data.length, rest.next_cursor]).toEqual([3, 1, null]);
    expect(brief(rest.data)).toEqual([{ action: 'view.rebuild', object: { kind: 'view', id: 'orders' } }]);
    expect(brief(await actionsOf(shop, '?action=dead_letter.redrive'))).toEqual([
      { action: 'dead_letter.redrive', object: { kind: 'consumer', id: '*' } },
    ]);
    for (const query of ['?action=nothing', '?cursor=MQ', '?limit=101']) {
      expect([query, (await shop.get(`/operator-actions${query}`)).statusCode]).toEqual([query, 400]);
    }
  });

  it('have one entry however often their call is repeated', async () => {
    const shop = await FakeShop.open();
    const key = { 'idempotency-key': 'adjust-1' };
    const body = { delta: 5, reason: 'found' };
    for (const _ of [1, 2, 3]) await shop.post('/inventory/mug/adjustments', body, key);
    expect(await actionsOf(shop)).toHaveLength(1);
  });
});

describe('a word about an action that is not durable', () => {
  it('before it: nothing is done', async () => {
    const shop = await FakeShop.open();
    shop.sagas.sagas.push(saga);
    shop.operatorLog.begin = () => Promise.reject(new Error('the database is away'));
    expect((await shop.post(`/sagas/${SAGA_ID}/retry`)).statusCode).toBe(500);
    expect(shop.sagas.actions).toEqual([]);
  });

  it('after it: nobody is told that it was done, and its entry is there all the same', async () => {
    const shop = await FakeShop.open();
    shop.sagas.sagas.push(saga);
    shop.operatorLog.end = () => Promise.reject(new Error('the database is away'));
    expect((await shop.post(`/sagas/${SAGA_ID}/retry`)).statusCode).toBe(500);
    expect([shop.sagas.actions.length, await actionsOf(shop)]).toEqual([
      1,
      [expect.objectContaining({ action: 'saga.retry', outcome: 'unknown' })],
    ]);
  });
});

describe('who is not staff', () => {
  const principals = { anna: { id: 'anna', staff: false }, eve: { id: 'eve', staff: true } };
  const open = () =>
    FakeShop.open({
      options: { demoMode: false },
      authenticate: ({ authorization }) => (authorization === 'eve' ? principals.eve : principals.anna),
    });

  it('does not see what staff did, and cancels as a customer, off the record', async () => {
    const shop = await open();
    const order = (await shop.post('/orders', anOrder(), { authorization: 'anna' })).json();
    const cancelled = await shop.post(`/orders/${order.id}/cancel`, {}, { authorization: 'anna' });
    expect(cancelled.json()).toMatchObject({ cancellation_requested: 'cancelled_by_customer' });
    expect((await shop.get('/operator-actions', { authorization: 'anna' })).statusCode).toBe(403);
    expect((await shop.get('/operator-actions', { authorization: 'eve' })).json().data).toEqual([]);
  });

  it('has an order cancelled by staff, with who and why on record', async () => {
    const shop = await open();
    const order = (await shop.post('/orders', anOrder(), { authorization: 'anna' })).json();
    const reason = 'The parcel would be lost.';
    const cancelled = await shop.post(`/orders/${order.id}/cancel`, { reason }, { authorization: 'eve' });
    expect(cancelled.json()).toMatchObject({ cancellation_requested: 'cancelled_by_staff' });
    expect((await shop.get('/operator-actions', { authorization: 'eve' })).json().data).toMatchObject([
      { actor: 'eve', action: 'order.cancel', object: { kind: 'order', id: order.id }, reason, outcome: 'done' },
    ]);
  });
});
