import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleRows } from './visible-rows.ts';

const AT_TOP = { count: 100_000, rowPx: 36, scrolledPx: 0, heightPx: 720, spare: 10 };

describe('the rows of a long table that are drawn', () => {
  it('are those in sight and some below at its top', () => {
    expect(visibleRows(AT_TOP)).toEqual({ first: 0, end: 30 });
  });

  it('are some more on both sides in its middle', () => {
    expect(visibleRows({ ...AT_TOP, scrolledPx: 36_000 })).toEqual({ first: 990, end: 1_030 });
  });

  it('are the last ones where it has become shorter', () => {
    expect(visibleRows({ ...AT_TOP, count: 40, scrolledPx: 36_000 })).toEqual({ first: 20, end: 40 });
  });

  it('cover what is in sight, and are few, wherever it is scrolled to', () => {
    const anywhere = fc.record({
      count: fc.integer({ min: 0, max: 200_000 }),
      scrolledPx: fc.integer({ min: -50, max: 8_000_000 }),
      heightPx: fc.integer({ min: 0, max: 2_000 }),
    });
    fc.assert(
      fc.property(anywhere, (where) => {
        const { first, end } = visibleRows({ ...AT_TOP, ...where });
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(where.count);
        expect(end - first).toBeLessThanOrEqual(Math.ceil(where.heightPx / 36) + 1 + 20);
        const inSight = Math.min(where.count, Math.ceil((Math.max(0, where.scrolledPx) + where.heightPx) / 36));
        expect(end).toBeGreaterThanOrEqual(inSight);
        expect(first).toBeLessThanOrEqual(Math.floor(Math.max(0, where.scrolledPx) / 36));
      }),
    );
  });
});
