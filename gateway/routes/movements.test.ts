import { beforeEach, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { FakeShop } from '../testing/fake-shop.ts';

/** Ids may be of any kind: only the last one has no dot. */
const MOVEMENTS = ['c.1', 'b.x', 'a'].map((adjustmentId, index) => ({
  adjustmentId,
  sku: index === 0 ? 'POT' : 'MUG',
  warehouse: 'main',
  delta: 5 - index,
  reason: 'count',
  atMs: 3_000 - index,
}));

let shop: FakeShop;

beforeEach(async () => {
  shop = await FakeShop.open();
  shop.doors.on(inventory.listMovements, ({ sku, beforeMs, beforeAdjustmentId, limit }) => {
    const found = MOVEMENTS.filter((each) => sku === '' || each.sku === sku).filter(
      (each) => beforeAdjustmentId === '' || each.atMs < beforeMs,
    );
    return { movements: found.slice(0, limit), more: found.length > limit };
  });
});

it('tells what came and went, the newest first, page by page', async () => {
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const page = (await shop.get(`/stock-movements?limit=1${cursor}`)).json();
    seen.push(...page.data.map(({ id }: { id: string }) => id));
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  expect(seen).toEqual(['c.1', 'b.x', 'a']);
});

it('tells of one SKU', async () => {
  expect((await shop.get('/stock-movements?sku=POT')).json()).toEqual({
    data: [{ id: 'c.1', sku: 'POT', warehouse: 'main', delta: 5, reason: 'count', at: '1970-01-01T00:00:03.000Z' }],
    next_cursor: null,
  });
});

const wrapped = (place: string): string => Buffer.from(`movement:${place}`).toString('base64url');

it.each([
  ['no time', wrapped('soon.x')],
  ['no id', wrapped('3000.')],
  ['a time that no clock tells', wrapped('9999999999999999.x')],
  ['a NUL', wrapped('3000.a\0b')],
  ['bytes that are no text', Buffer.from([...Buffer.from('movement:3000.'), 0xff]).toString('base64url')],
  ['another list', Buffer.from('hold:3000.a').toString('base64url')],
  ['padding', `${wrapped('3000.ab')}%3D`],
  ['nothing', ''],
])('refuses a cursor with %s, and says where the fault is', async (_fault, cursor) => {
  const answer = await shop.get(`/stock-movements?cursor=${cursor}`);
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toEqual([
    { path: '/cursor', message: 'must be a next_cursor that a list answered with', in: 'query' },
  ]);
  expect(shop.doors.count(inventory.listMovements)).toBe(0);
});
