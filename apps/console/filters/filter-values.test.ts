import { describe, expect, it } from 'vitest';
import { type Filter, filterValues, isoOf, localMinute, queryOf } from './filter-values.ts';

const FILTERS: readonly Filter[] = [
  { name: 'status', label: 'Status', kind: 'choice', options: [] },
  { name: 'sku', label: 'SKU', kind: 'text' },
];

describe('filters', () => {
  it('are what the address says of them, and nothing else', () => {
    const query = new URLSearchParams('status=PAID&sku=&other=1');
    expect(filterValues(query, FILTERS)).toEqual({ status: 'PAID' });
  });

  it('are written into the address as they are read from it', () => {
    const values = { status: 'PAID', sku: 'A&B 1' };
    expect(filterValues(new URLSearchParams(queryOf(values)), FILTERS)).toEqual(values);
    expect(queryOf({ status: '' })).toBe('');
  });

  it('keep a moment to the minute, and no moment as none', () => {
    const moment = '2026-11-29T10:05:00.000Z';
    expect(isoOf(localMinute(moment))).toBe(moment);
    expect([isoOf(''), localMinute('yesterday')]).toEqual(['', '']);
  });
});
