import { describe, expect, it } from 'vitest';
import { idBefore } from './id-before.ts';

describe('the id before another one', () => {
  it.each([
    ['01930000-0000-7000-8000-000000000001', '01930000-0000-7000-8000-000000000000'],
    ['01930000-0000-7000-8001-000000000000', '01930000-0000-7000-8000-ffffffffffff'],
    ['00000000-0000-0000-0000-000000000000', ''],
  ])('of %s is "%s"', (id, before) => expect(idBefore(id)).toBe(before));

  it('is not made up for what is no UUID', () => expect(() => idBefore('order-1')).toThrow('order-1 is not a UUID'));
});
