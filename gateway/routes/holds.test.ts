import { beforeEach, describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

const idOf = (digit: number) => `00000000-0000-7000-8000-00000000000${digit}`;

function hold(digit: number, changes: object = {}) {
  const allocations = [
    { sku: 'MUG', warehouse: 'main', quantity: 2 },
    { sku: 'POT', warehouse: 'main', quantity: 1 },
  ];
  return { holdId: idOf(digit), status: 'held', expiresAtMs: 60_000, allocations, setAsideId: '', ...changes };
}

let shop: FakeShop;
let holds: ReturnType<typeof hold>[];

beforeEach(async () => {
  shop = await FakeShop.open();
  holds = [hold(1), hold(2, { setAsideId: 'sale-1' }), hold(3, { status: 'confirmed' })];
  shop.doors
    .on(inventory.listHolds, ({ afterHoldId, limit, status }) => {
      const found = holds.filter((each) => each.holdId > afterHoldId && each.status === status);
      return { holds: found.slice(0, limit), more: found.length > limit };
    })
    .on(inventory.getHolds, ({ holdIds }) => ({ holds: holds.filter(({ holdId }) => holdIds.includes(holdId)) }))
    .on(inventory.releaseStock, ({ holdId }) => {
      if (holds.some((each) => each.holdId === holdId && each.status === 'confirmed')) {
        return { kind: 'confirmed' as const, holdId };
      }
      holds = holds.map((each) => (each.holdId === holdId ? { ...each, status: 'released' } : each));
      return { kind: 'released' as const, holdId };
    });
});

describe('GET /holds', () => {
  it('tells who holds what until when, page by page', async () => {
    const first = (await shop.get('/holds?limit=1')).json();
    expect(first.data).toEqual([
      {
        id: idOf(1),
        status: 'held',
        expires_at: '1970-01-01T00:01:00.000Z',
        sale_id: null,
        units: 3,
        allocations: [
          { sku: 'MUG', warehouse: 'main', quantity: 2 },
          { sku: 'POT', warehouse: 'main', quantity: 1 },
        ],
      },
    ]);
    const second = (await shop.get(`/holds?limit=1&cursor=${first.next_cursor}`)).json();
    expect(second).toMatchObject({ data: [{ id: idOf(2), sale_id: 'sale-1' }], next_cursor: null });
  });

  it('lists those that are over when asked for them', async () => {
    expect((await shop.get('/holds?status=confirmed')).json().data).toMatchObject([{ id: idOf(3) }]);
    expect((await shop.get('/holds?status=lost')).statusCode).toBe(400);
  });
});

describe('GET /orders/{id}/holds', () => {
  const placed = async (): Promise<string> => (await shop.post('/orders', anOrder())).json().id;

  it('tells what became of the stock of an order', async () => {
    const id = await placed();
    holds = [{ ...hold(1), holdId: id, status: 'released' }];
    expect((await shop.get(`/orders/${id}/holds`)).json()).toMatchObject({
      data: [{ id, status: 'released', units: 3, allocations: [{ sku: 'MUG', warehouse: 'main' }, {}] }],
    });
  });

  it('is empty where nothing was held, and 404 where nothing was ordered', async () => {
    holds = [];
    const answer = await shop.get(`/orders/${await placed()}/holds`);
    expect([answer.statusCode, answer.json()]).toEqual([200, { data: [] }]);
    expect((await shop.get(`/orders/${idOf(8)}/holds`)).statusCode).toBe(404);
  });

  it('is for staff', async () => {
    const guest = await FakeShop.open({ authenticate: () => ({ id: 'ann', staff: false }) });
    expect((await guest.get(`/orders/${idOf(1)}/holds`)).statusCode).toBe(403);
  });
});

describe('POST /holds/{id}/release', () => {
  it('gives stock back, with a reason that goes on record', async () => {
    const answer = await shop.post(`/holds/${idOf(1)}/release`, { reason: 'The customer has left.' });
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { id: idOf(1), status: 'released' }]);
    const { data } = (await shop.get('/operator-actions?action=hold.release')).json();
    expect(data).toMatchObject([
      { object: { kind: 'hold', id: idOf(1) }, reason: 'The customer has left.', outcome: 'done' },
    ]);
  });

  it('needs a reason', async () => {
    expect((await shop.post(`/holds/${idOf(1)}/release`, {})).json().errors).toMatchObject([{ path: '/reason' }]);
  });

  it('leaves no tombstone for an order that is not there', async () => {
    for (const missing of [idOf(9), 'nothing']) {
      expect((await shop.post(`/holds/${missing}/release`, { reason: 'x' })).statusCode).toBe(404);
    }
    expect(shop.doors.count(inventory.releaseStock)).toBe(0);
  });

  it('is refused when the stock is sold', async () => {
    const answer = await shop.post(`/holds/${idOf(3)}/release`, { reason: 'x' });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'hold_confirmed']);
    expect((await shop.get('/operator-actions')).json().data).toMatchObject([{ outcome: 'refused' }]);
  });
});
