import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { readGauges } from './read-gauges.ts';

interface Depth {
  readonly of: string;
  readonly depth: number;
}

function scraped(read: () => Promise<readonly Depth[]>) {
  const clock = new FakeClock();
  const registry = new Registry();
  const warnings: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  readGauges({ registry, log, clock }, 'queue', read, [
    ['depth', 'How much waits', ({ depth }) => depth],
    ['twice', 'Twice as much', ({ depth }) => depth * 2],
  ]);
  return { scrape: () => registry.metrics(), warnings, clock };
}

describe('gauges of one reading', () => {
  it('read once a scrape, whatever their number, and forget what is no more', async () => {
    let readings = 0;
    const { scrape } = scraped(async () => {
      readings += 1;
      return [readings === 1 ? { of: 'old', depth: 3 } : { of: 'new', depth: 5 }];
    });
    const first = await scrape();
    expect(readings).toBe(1);
    expect(first).toContain('depth{queue="old"} 3');
    expect(first).toContain('twice{queue="old"} 6');
    const second = await scrape();

    expect(second).toContain('twice{queue="new"} 10');
    expect(second).not.toContain('old');
  });

  it('are left out of a scrape that cannot read them, which is logged and fails nothing', async () => {
    let isAway = true;
    const { scrape, warnings } = scraped(async () => {
      if (isAway) throw new Error('the database is away');
      return [{ of: 'queue', depth: 1 }];
    });
    const without = await scrape();
    expect(without).not.toContain('depth{');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('the database is away');
    isAway = false;

    expect(await scrape()).toContain('depth{queue="queue"} 1');
  });

  it('are left out of a scrape for which they are silent, and asked again once they have answered', async () => {
    let readings = 0;
    let answer = (_depths: readonly Depth[]): void => undefined;
    const { scrape, warnings, clock } = scraped(() => {
      readings += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    for (const _scrape of [1, 2]) {
      const scraping = scrape();
      await Promise.resolve();
      clock.advance(2_000);
      expect(await scraping).not.toContain('depth{');
    }
    expect({ readings, warned: warnings.length }).toEqual({ readings: 1, warned: 2 });
    answer([]);
    await Promise.resolve();
    const scraping = scrape();
    await new Promise(setImmediate);
    answer([{ of: 'queue', depth: 1 }]);
    expect(await scraping).toContain('depth{queue="queue"} 1');
  });
});
