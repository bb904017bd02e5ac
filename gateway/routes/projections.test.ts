import { beforeEach, describe, expect, it } from 'vitest';
import type { GenerationStatus } from '../../platform/projections/projection-status.ts';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

function generation(number: number, position: number): GenerationStatus {
  return {
    generation: number,
    positions: { 'ordering.v1': position },
    heads: { 'ordering.v1': 9 },
    lagEvents: 9 - position,
    lagMs: 1_500,
    startedAtMs: 0,
  };
}

describe('views', () => {
  it('are listed with how far they are', async () => {
    shop.views.stands({ name: 'orders', active: generation(1, 9), building: generation(2, 4), error: undefined });
    const { data } = (await shop.get('/admin/projections')).json();
    expect(data).toEqual([
      {
        name: 'orders',
        state: 'rebuilding',
        active: expect.objectContaining({ generation: 1 }),
        building: {
          generation: 2,
          position: { 'ordering.v1': 4 },
          head: { 'ordering.v1': 9 },
          lag: { events: 5, seconds: 1.5 },
          started_at: '1970-01-01T00:00:00.000Z',
        },
      },
      { name: 'stock', state: 'building' },
    ]);
  });

  it.each([
    ['live', { active: generation(1, 9), building: undefined, error: undefined }],
    ['failing', { active: generation(1, 9), building: undefined, error: 'no log' }],
  ])('say that they are %s', async (state, status) => {
    shop.views.stands({ name: 'orders', ...status });
    const { data } = (await shop.get('/admin/projections')).json();
    expect(data[0].state).toBe(state);
  });

  it.each([
    ['one', { view: 'stock' }, ['stock']],
    ['all', {}, ['orders', 'stock']],
    ['all, without a body', undefined, ['orders', 'stock']],
  ])('are rebuilt: %s', async (_case, body, rebuilt) => {
    const answer = await shop.post('/admin/rebuild-projections', body);
    expect([answer.statusCode, answer.headers.location]).toEqual([202, '/v1/admin/projections']);
    expect(answer.json().data.map(({ name }: { name: string }) => name)).toEqual(rebuilt);
    expect(shop.views.rebuilt).toEqual(rebuilt);
  });

  it.each([
    [{ view: 'nothing' }, 404, '/view'],
    [{ view: 5 }, 400, '/view'],
    [{ views: 'orders' }, 400, '/views'],
  ])('are not rebuilt by %j, and the fault is named', async (body, status, path) => {
    const answer = await shop.post('/admin/rebuild-projections', body);
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([status, path]);
    expect(shop.views.rebuilt).toEqual([]);
  });
});

describe('the list of stock', () => {
  const place = (sku: string, warehouse: string, onHand: number, reserved: number) => {
    return { sku, warehouse, onHand, reserved, available: onHand - reserved };
  };

  it('adds up warehouses, page by page', async () => {
    shop.views.stocked = [
      { sku: 'LAMP', warehouses: [place('LAMP', 'main', 2, 0)] },
      { sku: 'MUG', warehouses: [place('MUG', 'main', 5, 1), place('MUG', 'north', 3, 3)] },
    ];
    const first = (await shop.get('/inventory?limit=1')).json();
    expect(first.data.map(({ sku }: { sku: string }) => sku)).toEqual(['LAMP']);
    const second = (await shop.get(`/inventory?limit=1&cursor=${first.next_cursor}`)).json();
    expect(second).toEqual({
      data: [
        {
          sku: 'MUG',
          on_hand: 8,
          reserved: 4,
          available: 4,
          warehouses: [
            { warehouse: 'main', on_hand: 5, reserved: 1, available: 4 },
            { warehouse: 'north', on_hand: 3, reserved: 3, available: 0 },
          ],
        },
      ],
      next_cursor: null,
    });
  });

  it('is not shown as it was: 503 while its view is behind', async () => {
    expect((await shop.get('/inventory')).statusCode).toBe(503);
  });
});
