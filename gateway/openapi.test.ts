import { createConfig, lintFromString } from '@redocly/openapi-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FakeShop } from './testing/fake-shop.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
}

interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
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

  it('says of every operation what it does, what it refuses and how it is repeated', () => {
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
