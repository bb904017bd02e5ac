import { describe, expect, it } from 'vitest';
import { Refused } from '../../web/api/api.ts';
import { type DrillProgress, type DrillShop, faultsOf, runDrill } from './run-drill.ts';

const SOLD_OUT = new Refused(
  { type: '', title: '', status: 409, detail: 'Nothing is left.', instance: '', code: 'sold_out', trace_id: '' },
  undefined,
);

/** A shop that has so many units, and a fault where a test plants one. */
class PaperShop implements DrillShop {
  left = 0;
  given = 0;
  closed: string[] = [];
  oversells = false;
  violated = 0;
  fails: number | undefined;

  async prepare(units: number): Promise<string> {
    this.left = units;
    return 'sale-1';
  }

  async order(_saleId: string, customer: number): Promise<void> {
    if (customer === this.fails) throw new Error('away');
    if (this.left === 0 && !this.oversells) throw SOLD_OUT;
    this.left -= 1;
    this.given += 1;
  }

  async funnel() {
    return { bought: this.given, returned: 0 };
  }

  async close(saleId: string): Promise<void> {
    this.closed.push(saleId);
  }

  async audit(): Promise<number> {
    return this.violated;
  }

  async pause(): Promise<void> {
    // Nobody has to wait on paper.
  }
}

const SIZE = { units: 10, customers: 40 };

function drill(shop: DrillShop, told: DrillProgress[] = []): Promise<DrillProgress> {
  return runDrill({ shop, ...SIZE, onProgress: (progress) => told.push(progress) });
}

describe('a drill', () => {
  it('sends its crowd, waits until everything has ended, closes its sale and audits', async () => {
    const shop = new PaperShop();
    const told: DrillProgress[] = [];
    const ended = await drill(shop, told);
    expect(ended).toMatchObject({ asked: 40, ordered: 10, soldOut: 30, failed: 0, bought: 10, violated: 0 });
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      'preparing',
      'ordering',
      'settling',
      'auditing',
      'over',
    ]);
    expect(shop.closed).toEqual(['sale-1']);
    expect(faultsOf(ended, SIZE)).toEqual([]);
  });

  it('sees a shop that oversells, and one whose books do not balance', async () => {
    const shop = new PaperShop();
    shop.oversells = true;
    shop.violated = 2;
    expect(faultsOf(await drill(shop), SIZE)).toEqual([
      'Oversold: 40 orders for 10 units.',
      '2 invariants are violated.',
    ]);
  });

  it.each<[string, Partial<DrillProgress>, string]>([
    [
      'customers whom nobody answered',
      { ordered: 9, failed: 1 },
      'Refused for another reason, or not answered: 1 customer.',
    ],
    ['units that nobody was let have', { ordered: 9 }, 'Undersold: 9 orders where 10 were to be had.'],
    ['more bought than ordered', { bought: 11 }, 'Bought without an order: 11 where 10 were ordered.'],
    ['orders that were not bought', { bought: 8 }, '2 orders were not bought in the end.'],
    ['orders that came back', { bought: 9, returned: 1 }, 'Units came back from 1 order, though nobody cancelled.'],
    ['books that do not balance', { violated: 1 }, '1 invariants are violated.'],
  ])('says so of %s', async (_case, changed, fault) => {
    const ended = await drill(new PaperShop());
    const expected = 'ordered' in changed && !('bought' in changed) ? { bought: changed.ordered ?? 0 } : {};
    expect(faultsOf({ ...ended, ...expected, ...changed }, SIZE).join('\n')).toContain(fault);
  });

  it('says so of "sold out" where there was a unit for everybody', async () => {
    const size = { units: 40, customers: 10 };
    const ended = await drill(new PaperShop());
    expect(faultsOf({ ...ended, ordered: 9, soldOut: 1, bought: 9 }, size).join('\n')).toContain(
      '"Sold out" was told to 1 customer',
    );
  });

  it('comes back when a busy shop says so', async () => {
    const shop = new PaperShop();
    const order = shop.order.bind(shop);
    let asked = 0;
    shop.order = async (saleId, customer) => {
      asked += 1;
      if (asked === 1) {
        const detail = 'Later.';
        throw new Refused({ type: '', title: '', status: 429, detail, instance: '', code: 'x', trace_id: '' }, 1);
      }
      return order(saleId, customer);
    };
    expect(faultsOf(await drill(shop), SIZE)).toEqual([]);
  });

  it('counts who got no answer, and closes its sale when it breaks off', async () => {
    const shop = new PaperShop();
    shop.fails = 3;
    expect(await drill(shop)).toMatchObject({ failed: 1, ordered: 10 });
    shop.funnel = () => Promise.reject(new Error('away'));
    await expect(drill(shop)).rejects.toThrow('away');
    expect(shop.closed).toEqual(['sale-1', 'sale-1']);
  });
});
