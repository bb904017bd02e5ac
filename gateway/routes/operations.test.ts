import { beforeEach, describe, expect, it } from 'vitest';
import type { SagaView } from '../../platform/saga/saga-view.ts';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const idOf = (digit: number) => `00000000-0000-7000-8000-00000000000${digit}`;

function saga(digit: number, changes: Partial<SagaView> = {}): SagaView {
  const steps = [
    { name: 'reserve stock', status: 'completed', attempts: 1, startedAtMs: 0, endedAtMs: 1_000 },
    { name: 'authorise payment', status: 'failed', attempts: 3, startedAtMs: 1_000, error: 'no answer' },
    { name: 'capture payment', status: 'pending', attempts: 0 },
  ] as const;
  return {
    sagaId: idOf(digit),
    name: 'checkout.v1',
    status: 'parked',
    subjectId: idOf(9),
    traceId: 'f'.repeat(32),
    steps,
    ...changes,
  };
}

describe('sagas', () => {
  it('are shown with their log by themselves, and without it in a list', async () => {
    const log = [
      { sequence: 1, atMs: 0, event: 'begun', step: '', attempt: 0, error: '', traceId: 'f'.repeat(32) },
      { sequence: 2, atMs: 9, event: 'step_refused', step: 'a', attempt: 1, error: 'short', traceId: 'f'.repeat(32) },
    ];
    shop.sagas.sagas.push(saga(1, { log }));
    expect((await shop.get(`/sagas/${idOf(1)}`)).json().log).toMatchObject([
      { sequence: 1, at: '1970-01-01T00:00:00.000Z', event: 'begun' },
      { sequence: 2, event: 'step_refused', step: 'a', attempt: 1, error: 'short', trace_id: 'f'.repeat(32) },
    ]);
    expect((await shop.get('/sagas')).json().data[0]).not.toHaveProperty('log');
  });

  it('have a tag that changes with their log, and are changed only as they were seen where the caller cares', async () => {
    const entry = { atMs: 0, event: 'begun', step: '', attempt: 0, error: '', traceId: 'f'.repeat(32) };
    shop.sagas.sagas.push(saga(1, { log: [{ sequence: 1, ...entry }] }));
    const url = `/sagas/${idOf(1)}`;
    const known = { 'if-none-match': String((await shop.get(url)).headers.etag) };
    const unchanged = await shop.get(url, known);
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    const current = [1, 2].map((sequence) => ({ sequence, ...entry }));
    shop.sagas.sagas.splice(0, 1, saga(1, { log: current }));
    const changed = await shop.get(url, known);
    expect(changed.statusCode).toBe(200);
    for (const verb of ['retry', 'compensate']) {
      const refused = await shop.post(`${url}/${verb}`, {}, { 'if-match': known['if-none-match'] });
      expect([refused.statusCode, refused.json().code]).toEqual([412, 'version_mismatch']);
      const done = await shop.post(`${url}/${verb}`, {}, { 'if-match': String(changed.headers.etag) });
      expect([done.statusCode, done.headers.etag]).toEqual([202, changed.headers.etag]);
    }
    expect(shop.sagas.actions.map(({ verb }) => verb)).toEqual(['retry', 'compensate']);
  });

  it('are shown step by step', async () => {
    const actions = [{ atMs: 2_000, action: 'retry', who: 'eve', why: 'The provider is back.' }] as const;
    shop.sagas.sagas.push(saga(1, { actions }));
    const answer = await shop.get(`/sagas/${idOf(1)}`);
    expect(answer.json()).toEqual({
      saga_id: idOf(1),
      name: 'checkout.v1',
      status: 'parked',
      order_id: idOf(9),
      trace_id: 'f'.repeat(32),
      steps: [
        {
          name: 'reserve stock',
          status: 'completed',
          attempts: 1,
          started_at: '1970-01-01T00:00:00.000Z',
          ended_at: '1970-01-01T00:00:01.000Z',
        },
        {
          name: 'authorise payment',
          status: 'failed',
          attempts: 3,
          started_at: '1970-01-01T00:00:01.000Z',
          ended_at: null,
          error: 'no answer',
        },
        { name: 'capture payment', status: 'pending', attempts: 0, started_at: null, ended_at: null },
      ],
      actions: [{ at: '1970-01-01T00:00:02.000Z', action: 'retry', by: 'eve', reason: 'The provider is back.' }],
    });
    expect((await shop.get('/sagas/nothing')).statusCode).toBe(404);
  });

  it('are listed by status and name, page by page', async () => {
    shop.sagas.sagas.push(saga(1), saga(2, { status: 'completed' }), saga(3, { name: 'cancellation.v1' }));
    const ids = async (query: string) =>
      (await shop.get(`/sagas${query}`)).json().data.map((each: { saga_id: string }) => each.saga_id);
    expect(await ids('')).toEqual([idOf(3), idOf(2), idOf(1)]);
    expect(await ids('?status=parked&name=checkout.v1')).toEqual([idOf(1)]);
    const { next_cursor: cursor } = (await shop.get('/sagas?limit=2')).json();
    expect(await ids(`?limit=2&cursor=${cursor}`)).toEqual([idOf(1)]);
    expect((await shop.get('/sagas?status=lost')).statusCode).toBe(400);
  });

  it.each(['retry', 'compensate'])('can be told to %s', async (verb) => {
    shop.sagas.sagas.push(saga(1), saga(2, { status: 'completed' }));
    const answer = await shop.post(`/sagas/${idOf(1)}/${verb}`, { reason: 'The provider is back.' });
    expect([answer.statusCode, answer.json().saga_id]).toEqual([202, idOf(1)]);
    expect(shop.sagas.actions).toEqual([{ verb, sagaId: idOf(1), who: 'demo', why: 'The provider is back.' }]);
    expect((await shop.post(`/sagas/${idOf(1)}/${verb}`)).statusCode).toBe(202);
    expect((await shop.post(`/sagas/${idOf(2)}/${verb}`)).json()).toMatchObject({
      status: 409,
      saga_status: 'completed',
    });
    expect((await shop.post(`/sagas/${idOf(3)}/${verb}`)).statusCode).toBe(404);
  });
});

describe('the audit', () => {
  it('answers 200 with its findings, good or bad', async () => {
    const finding = { name: 'no-oversell', ok: false, violations: 2, detail: 'Two too many.' };
    shop.report = { ok: false, checkedAtMs: 5, invariants: [finding] };
    const answer = await shop.get('/audit');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ ok: false, checked_at: '1970-01-01T00:00:00.005Z', invariants: [finding] });
  });
});

describe('the history of audits', () => {
  it('tells what this host found, and runs nothing', async () => {
    const report = { ok: true, checkedAtMs: 5, invariants: [] };
    shop.past = [{ report, tookMs: 12 }];
    const answer = await shop.get('/audit/history');
    expect(answer.json()).toEqual({
      data: [{ took_ms: 12, report: { ok: true, checked_at: '1970-01-01T00:00:00.005Z', invariants: [] } }],
    });
  });
});

describe('customers', () => {
  it('are stopped and let go', async () => {
    const put = (active: unknown, headers = {}) =>
      shop.inject({ method: 'PUT', url: '/customers/ann', payload: { active }, headers });
    expect((await shop.get('/customers/ann')).statusCode).toBe(404);
    const stopped = await put(false);
    expect([stopped.statusCode, stopped.json(), stopped.headers.etag]).toEqual([
      200,
      { id: 'ann', active: false },
      '"1"',
    ]);
    expect((await put(true, { 'if-match': '"9"' })).statusCode).toBe(412);
    expect((await put(true, { 'if-match': '"1"' })).json().active).toBe(true);
    expect((await shop.get('/customers/ann')).json()).toEqual({ id: 'ann', active: true });
    expect((await put('yes')).statusCode).toBe(400);
  });
});

describe('what is for staff', () => {
  it('is refused to anyone else with 403, to nobody with 401', async () => {
    const authenticate = ({ authorization }: { authorization?: string | undefined }) =>
      authorization === undefined ? undefined : { id: authorization, staff: false };
    const strict = await FakeShop.open({ authenticate, options: { demoMode: false } });
    const mine = { authorization: 'ann' };
    for (const path of [
      '/dead-letters',
      '/dead-letters/1',
      '/sagas',
      `/sagas/${idOf(1)}`,
      '/inventory/mug',
      '/inventory',
      '/admin/projections',
      '/audit',
      '/audit/history',
      '/holds',
      '/stock-movements',
      '/topics',
      '/messages/depths',
      `/sales/${idOf(1)}/funnel`,
      '/customers/ann',
    ]) {
      expect([path, (await strict.get(path, mine)).statusCode]).toEqual([path, 403]);
    }
    for (const path of [
      '/dead-letters/redrive',
      '/dead-letters/1/redrive',
      '/products',
      '/inventory/mug/adjustments',
      `/holds/${idOf(1)}/release`,
      '/admin/rebuild-projections',
      `/sagas/${idOf(1)}/retry`,
    ]) {
      expect([path, (await strict.post(path, {}, mine)).statusCode]).toEqual([path, 403]);
    }
    expect((await strict.get('/products', mine)).statusCode).toBe(200);
    const nobody = await strict.get('/products');
    expect([nobody.statusCode, nobody.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('needs somebody to say who is staff outside demo mode', async () => {
    await expect(FakeShop.open({ options: { demoMode: false } })).rejects.toThrow('authenticate');
  });
});

describe('the process', () => {
  it('says how it is', async () => {
    for (const path of ['/health', '/health/live', '/v1/health/live']) {
      expect((await shop.get(path)).json()).toEqual({ status: 'ok' });
    }
    expect((await shop.get('/health/ready')).json()).toEqual({ status: 'ready' });
    shop.readiness = { ready: false, notReady: ['inventory database'] };
    const answer = await shop.get('/health/ready');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
    expect(answer.json()).toMatchObject({
      not_ready: ['inventory database'],
      detail: 'Not ready: inventory database.',
    });
  });

  it('says it to those without credentials too, and nothing else', async () => {
    const strict = await FakeShop.open({ authenticate: () => undefined, options: { demoMode: false } });
    for (const headers of [{}, { authorization: 'Bearer of a wrong token' }]) {
      for (const path of ['/health', '/health/live', '/v1/health/live']) {
        const answer = await strict.get(path, headers);
        expect([path, answer.statusCode, answer.json()]).toEqual([path, 200, { status: 'ok' }]);
      }
      expect((await strict.get('/health/ready', headers)).json()).toEqual({ status: 'ready' });
      expect((await strict.get('/metrics', headers)).statusCode).toBe(401);
    }
    strict.readiness = { ready: false, notReady: ['inventory database'] };
    const answer = await strict.get('/health/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ not_ready: ['inventory database'] });
  });

  it('counts and times its answers by route', async () => {
    await shop.get('/orders/nothing');
    await shop.get('/v1/orders/nothing');
    await shop.get('/nowhere');
    const { body, headers } = await shop.get('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('http_request_duration_seconds_count{method="GET",route="/orders/:id",status="404"} 2');
    expect(body).toContain('http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 1');
  });

  it('lists its problems', async () => {
    const { data } = (await shop.get('/problems')).json();
    expect(data).toContainEqual(expect.objectContaining({ type: 'urn:holdfast:problem:cart_empty', status: 422 }));
  });

  it('serves the document of its events', async () => {
    const answer = await shop.get('/asyncapi.json');
    expect([answer.statusCode, answer.json()]).toEqual([200, { asyncapi: '3.0.0' }]);
  });

  it('serves its document as a page that loads nothing from elsewhere', async () => {
    const page = await shop.get('/docs');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const script = await shop.get('/docs/static/swagger-initializer.js');
    expect(script.body).toContain('"validatorUrl":null');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  });
});
