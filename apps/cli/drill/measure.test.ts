import { describe, expect, it } from 'vitest';
import type { Heard } from './books.ts';
import { percentilesOf, stretchesOf } from './measure.ts';

describe('percentiles', () => {
  it('are latencies that occurred', () => {
    const latencies = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentilesOf(latencies)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });
  it('of one are that one', () => expect(percentilesOf([3.1234])).toEqual({ p50: 3.1, p95: 3.1, p99: 3.1 }));
  it('of none are zero', () => expect(percentilesOf([])).toEqual({ p50: 0, p95: 0, p99: 0 }));
});

it('stretches hold every answer once, and the silence between them', () => {
  const order = { key: 'k', customerId: 'c', items: [], manner: 'plain', hangUpAfterMs: 1 } as const;
  const heard = [0, 10, 260, 799].map(
    (answeredAtMs): Heard => ({ order, acknowledgements: [], latencyMs: 1, answeredAtMs }),
  );
  expect(stretchesOf(heard, 250).map(({ startMs, answers }) => [startMs, answers.length])).toEqual([
    [0, 2],
    [250, 1],
    [500, 0],
    [750, 1],
  ]);
});
