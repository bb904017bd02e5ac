import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AddRoutes, ROUTES } from './create-gateway.ts';
import { FakeShop } from './testing/fake-shop.ts';

interface Answer {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: unknown }>;
}

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, Answer>;
}

interface Document {
  openapi: string;
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; headers: Record<string, { description: string }> };
}

let document: Document;
beforeAll(async () => {
  const shop = await FakeShop.open();
  document = (await shop.get('/openapi.json')).json();
});

async function faultsOf(checked: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const faults = await lintFromString({ source: JSON.stringify(checked), config, absoluteRef: 'openapi.json' });
  return faults.map(({ ruleId, location }) => `${ruleId} at ${location[0]?.pointer}`);
}

const operations = (): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [path, method, operation]),
  );

describe('the OpenAPI document', () => {
  it('is 3.1 and lints clean', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await faultsOf(document)).toEqual([]);
  });

  it('would not lint clean with a planted fault', async () => {
    const planted = structuredClone(document);
    const operation = planted.paths['/orders']?.post;
    if (operation !== undefined) operation.operationId = 'getOrder';
    expect(await faultsOf(planted)).toContainEqual(expect.stringContaining('operation-operationId-unique'));
  });

  it('lists every path once', () => {
    expect(document.servers).toMatchObject([{ url: '/v1' }]);
    expect(Object.keys(document.paths).sort()).toEqual([
      '/accounts',
      '/accounts/totals',
      '/accounts/{id}',
      '/accounts/{id}/close',
      '/accounts/{id}/deposit',
      '/accounts/{id}/statement',
      '/accounts/{id}/withdraw',
      '/admin/live',
      '/admin/projections',
      '/admin/rebuild-projections',
      '/asyncapi.json',
      '/audit',
      '/audit/history',
      '/carts',
      '/carts/{id}',
      '/carts/{id}/checkout',
      '/carts/{id}/items',
      '/carts/{id}/items/{product_id}',
      '/categories',
      '/coupons',
      '/coupons/{code}',
      '/customers/{id}',
      '/dead-letters',
      '/dead-letters/redrive',
      '/dead-letters/{id}',
      '/dead-letters/{id}/redrive',
      '/health',
      '/health/live',
      '/health/ready',
      '/holds',
      '/holds/{id}/release',
      '/inventory',
      '/inventory/{product_id}',
      '/inventory/{product_id}/adjustments',
      '/messages/depths',
      '/metrics',
      '/openapi.json',
      '/operator-actions',
      '/orders',
      '/orders/{id}',
      '/orders/{id}/cancel',
      '/orders/{id}/events',
      '/orders/{id}/holds',
      '/problems',
      '/products',
      '/products/{id}',
      '/sagas',
      '/sagas/{id}',
      '/sagas/{id}/compensate',
      '/sagas/{id}/retry',
      '/sales',
      '/sales/{id}',
      '/sales/{id}/close',
      '/sales/{id}/drain',
      '/sales/{id}/events',
      '/sales/{id}/funnel',
      '/sales/{id}/open',
      '/sales/{id}/orders',
      '/sales/{id}/pause',
      '/sales/{id}/tickets',
      '/sales/{id}/tickets/events',
      '/sales/{id}/waiting-room',
      '/sales/{id}/waiting-room/draw',
      '/stock-movements',
      '/topics',
      '/wallets',
      '/wallets/totals',
      '/wallets/{id}',
      '/wallets/{id}/close',
      '/wallets/{id}/deposit',
      '/wallets/{id}/statement',
      '/wallets/{id}/withdraw',
    ]);
    expect(document.paths['/orders']).toHaveProperty('get');
    expect(Object.keys(document.paths['/orders/{id}'] ?? {})).toEqual(['get']);
  });

  it('names the shapes of its answers', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Money', 'Problem', 'Order', 'Cart', 'Product', 'Stock', 'Saga', 'AuditReport']),
    );
  });

  it('says of every answer what headers it may have', () => {
    const headersOf = (path: string, method: string, status: number) =>
      Object.keys(document.paths[path]?.[method]?.responses[status]?.headers ?? {});
    const limit = ['RateLimit', 'RateLimit-Policy'];
    const replayed = 'Idempotency-Replayed';
    expect(headersOf('/orders', 'post', 201)).toEqual([
      'trace-id',
      'Location',
      'Preference-Applied',
      replayed,
      ...limit,
    ]);
    expect(headersOf('/orders', 'post', 409)).toEqual(['trace-id', replayed, 'Retry-After', ...limit]);
    expect(headersOf('/orders', 'post', 503)).toEqual(['trace-id', 'Retry-After', ...limit]);
    expect(headersOf('/orders/{id}', 'get', 304)).toEqual(['trace-id', 'ETag', ...limit]);
    expect(headersOf('/sales/{id}/pause', 'post', 200)).toEqual(['trace-id', 'ETag', replayed, ...limit]);
    expect(headersOf('/sales/{id}/pause', 'post', 412)).toEqual(['trace-id', ...limit]);
    expect(headersOf('/health/ready', 'get', 503)).toEqual(['trace-id', 'Retry-After']);
    for (const [, , { responses }] of operations()) {
      for (const { headers = {} } of Object.values(responses)) {
        expect(headers['trace-id']).toEqual({ $ref: '#/components/headers/trace-id' });
        expect(Object.keys(document.components.headers)).toEqual(expect.arrayContaining(Object.keys(headers)));
      }
    }
  });

  it('has a 304 wherever a tag that the caller knows is read', () => {
    for (const [path, method, { parameters = [], responses }] of operations()) {
      const reads = parameters.some(({ name }) => name === 'If-None-Match');
      expect([method, path, responses[304] !== undefined]).toEqual([method, path, reads]);
    }
    expect(document.paths['/sales/{id}']?.get?.responses[304]?.description).toBe('Not modified');
  });

  it('is held against every answer that a test gets', async () => {
    const planted: AddRoutes = (app) => {
      app.addHook('preHandler', (_request, reply, done) => {
        reply.header('etag', '"1"');
        done();
      });
    };
    const shop = await FakeShop.open({}, [planted, ...ROUTES]);
    await expect(shop.get('/problems')).rejects.toThrow('does not say that GET /problems answers 200 with etag');
  });

  it('says of every operation what it does, what it refuses and how it is repeated', () => {
    const declared = new Set(document.tags.map(({ name }) => name));
    expect(new Set(operations().flatMap(([, , { tags }]) => tags))).toEqual(declared);
    for (const [path, method, { summary, tags, parameters = [], responses, requestBody }] of operations()) {
      const where = `${method} ${path}`;
      expect([where, summary, tags]).toEqual([where, expect.stringMatching(/./), [expect.any(String)]]);
      const names = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
      expect([where, names.includes('Idempotency-Key')]).toEqual([where, ['post', 'patch', 'delete'].includes(method)]);
      expect([where, responses['500']?.content]).toEqual([
        where,
        { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      ]);
      const descriptions = Object.values(responses).map(({ description }) => description);
      expect([where, descriptions]).not.toEqual([where, expect.arrayContaining(['Default Response'])]);
      if (requestBody !== undefined) expect(requestBody.content['application/json']?.example).toBeDefined();
    }
  });
});
