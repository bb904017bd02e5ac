import { describe, expect, it } from 'vitest';
import { type Measured, plot } from './plot.ts';

const measured: Measured[] = ['batched', 'optimistic'].flatMap((strategy) =>
  [1, 1_000].flatMap((skus) =>
    [1, 8, 512].map((clients) => ({ strategy, skus, clients, perSecond: 10 * clients * skus, p99Ms: clients / 10 })),
  ),
);

describe('the plot of the stock strategies', () => {
  const svg = plot(measured);

  it('has a line for each strategy in each panel, with a point for each number of clients', () => {
    const lines = [...svg.matchAll(/<polyline [^>]*points="([^"]*)"/g)].map(([, points = '']) => points.split(' '));
    expect(lines).toHaveLength(2 * 2 * 2);
    for (const points of lines) expect(points).toHaveLength(3);
  });

  it('keeps every point within its panel', () => {
    for (const [, x, y] of svg.matchAll(/[" ](-?[\d.]+),(-?[\d.]+)(?=[" ])/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(190);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(150);
    }
  });

  it('says in words what it shows', () => {
    expect(svg).toContain('<title id="title">Stock strategies against contention</title>');
    expect(svg).toContain('batched, optimistic; for 1, 1000 SKUs and up to 512 clients');
  });
});
