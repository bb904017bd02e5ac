import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { expectAudit } from './acceptance.ts';
import { run, type Shop } from './shop.ts';

const CSV = fileURLToPath(new URL('../../data/online-retail/online-retail-2010-12.csv', import.meta.url));

// Real invoices to the penny. The figures are counted from the file, and stand in data/online-retail/README.md.
const BALANCED = {
  orders_confirmed: 423,
  orders_cancelled: 0,
  lines: 9_838,
  units: 90_042,
  total: { amount: '183961.83', currency: 'GBP' },
  audit_ok: true,
};

/** Run against the monolith and against the split. `scratchOf` names a folder for what the commands write. */
export function invoices(shopOf: () => Shop, scratchOf: () => string): void {
  it('are imported as a catalogue with the stock that they sell', async () => {
    const { code, json } = await run([
      'import',
      CSV,
      '--json',
      '--url',
      shopOf().url,
      '--report',
      `${scratchOf()}/rejected.csv`,
    ]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ products: 2_000, goods: 1_994, services: 6, units: 89_933, rejected: 146 });
  });

  it('are replayed and balance, and a second replay changes nothing', async () => {
    for (const concurrency of ['48', '7']) {
      const { code, output, json } = await run([
        'replay',
        CSV,
        '--json',
        '--url',
        shopOf().url,
        '--concurrency',
        concurrency,
      ]);
      expect(code, output).toBe(0);
      expect(json).toMatchObject(BALANCED);
      const { refused, not_replayable: notReplayable } = json as { refused: unknown[]; not_replayable: unknown[] };
      expect(refused).toHaveLength(46);
      expect(notReplayable).toHaveLength(43);
    }
  });

  it('sell every imported SKU out to the last unit', async () => {
    const left: string[] = [];
    let cursor = '';
    do {
      const { body } = await shopOf().get(`/products?limit=100${cursor}`);
      for (const product of body.data as Iterable<{ id: string; kind: string; available: number }>) {
        const isDemo = /^(prod_|DEMO-|acceptance-)/.test(product.id);
        if (!isDemo && product.kind === 'goods' && product.available !== 0) left.push(product.id);
      }
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor !== '');
    expect(left).toEqual([]);
  });

  it('leave a shop that passes its audit', () => expectAudit(shopOf()));
}
