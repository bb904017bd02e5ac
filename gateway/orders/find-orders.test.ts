import { describe, expect, it } from 'vitest';
import type { OrderDocument, OrderFilter } from '../schemas/orders.ts';
import { findOrders } from './find-orders.ts';

const START_MS = Date.parse('2026-11-29T10:00:00Z');
const POUND = { amount: '1.00', currency: 'GBP' };

/** One order a second, the newest first: every third is cancelled, every fifth has a lamp, every seventh is placed late. */
function ordersOf(count: number, lateMs: number): OrderDocument[] {
  return Array.from({ length: count }, (_, age) => {
    const number = count - 1 - age;
    const atMs = START_MS + number * 1_000;
    const time = atMs.toString(16).padStart(12, '0');
    const sku = number % 5 === 0 ? 'LAMP' : 'MUG';
    return {
      id: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(number).padStart(12, '0')}`,
      ...(number % 3 === 0
        ? { status: 'CANCELLED', reason: number % 2 === 0 ? 'expired' : 'out_of_stock' }
        : { status: 'CONFIRMED' }),
      saga_id: 's',
      customer_id: 'ann',
      items: [{ product_id: 'p', sku, name: sku, quantity: 1, unit_price: POUND, subtotal: POUND }],
      item_count: 1,
      total: POUND,
      created_at: new Date(atMs + (number % 7 === 0 ? lateMs : 0)).toISOString(),
    };
  });
}

function shopOf(count: number, lateMs = 0) {
  const all = ordersOf(count, lateMs);
  const reads: number[] = [];
  const find = (filter: OrderFilter, before = '', limit = 20) =>
    findOrders(
      async (selection) => {
        const matching = all
          .filter(({ status }) => selection.status === '' || status === selection.status)
          .filter(({ id }) => selection.before === '' || id < selection.before);
        const documents = matching.slice(0, selection.limit);
        reads.push(documents.length);
        return { documents, more: matching.length > documents.length };
      },
      filter,
      before,
      limit,
    );
  const findAll = async (filter: OrderFilter, limit = 20): Promise<OrderDocument[]> => {
    const found: OrderDocument[] = [];
    let before: string | undefined = '';
    while (before !== undefined) {
      const page = await find(filter, before, limit);
      found.push(...page.documents);
      before = page.lastRead;
    }
    return found;
  };
  return { all, reads, find, findAll };
}

const at = (seconds: number): string => new Date(START_MS + seconds * 1_000).toISOString();

describe('searching orders', () => {
  it('reads what a page shows and no more where there is nothing to search for', async () => {
    const { reads, find } = shopOf(100);
    expect((await find({ status: 'CANCELLED' })).documents).toHaveLength(20);
    expect(reads).toEqual([20]);
  });

  it.each<[string, OrderFilter, (order: OrderDocument) => boolean]>([
    ['reason', { reason: 'expired' }, ({ reason }) => reason === 'expired'],
    ['SKU', { sku: 'LAMP' }, ({ items }) => items[0]?.sku === 'LAMP'],
    ['beginning', { placed_from: at(400) }, ({ created_at }) => created_at >= at(400)],
    ['end', { placed_until: at(50) }, ({ created_at }) => created_at < at(50)],
    [
      'all of them',
      { status: 'CANCELLED', reason: 'out_of_stock', sku: 'LAMP', placed_from: at(100), placed_until: at(300) },
      ({ reason, items, created_at }) =>
        reason === 'out_of_stock' && items[0]?.sku === 'LAMP' && created_at >= at(100) && created_at < at(300),
    ],
  ])('by %s finds each once, page by page', async (_by, filter, isMeant) => {
    const { all, findAll } = shopOf(500);
    const found = await findAll(filter);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(all.filter(isMeant));
  });

  it.each([1, 3, 20, 100])('finds those that were placed late each once, %d a page', async (limit) => {
    // As long as an order may wait in the queue of a sale, or for its key to be used again.
    const { all, findAll } = shopOf(500, 300_000);
    const times = { placed_from: at(400), placed_until: at(600) };
    const isMeant = ({ created_at }: OrderDocument) => created_at >= at(400) && created_at < at(600);
    const expected = all.filter(isMeant);
    expect(expected.some(({ id }) => id < (all[100]?.id ?? ''))).toBe(true);
    expect(await findAll(times, limit)).toEqual(expected);
  });

  it('ends its search where no order can be that was placed from then on', async () => {
    const { find } = shopOf(500);
    const page = await find({ placed_from: at(400 + 25 * 3_600) });
    expect(page).toEqual({ documents: [], lastRead: undefined });
  });

  it('looks through a bounded number in one call, and goes on in the next', async () => {
    const { reads, find, findAll } = shopOf(5_000);
    const page = await find({ sku: 'NOTHING' });
    expect(page.documents).toEqual([]);
    expect(page.lastRead).toBeDefined();
    expect(reads.reduce((sum, count) => sum + count, 0)).toBe(2_000);
    expect(await findAll({ sku: 'NOTHING' })).toEqual([]);
  });

  it('goes on where whoever reads for it stopped looking', async () => {
    const { documents, lastRead } = await findOrders(
      async () => ({ documents: [], more: true, lookedTo: 'o-7' }),
      { status: 'SHIPPED' },
      '',
      20,
    );
    expect([documents, lastRead]).toEqual([[], 'o-7']);
  });

  it('looks at nothing that is newer than what is asked for', async () => {
    const { reads, find } = shopOf(5_000);
    await find({ placed_from: at(0), placed_until: at(10) });
    expect(reads).toEqual([10]);
  });
});
