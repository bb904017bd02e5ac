import { describe, expect, it } from 'vitest';

import { mostFrequent } from './most-frequent.ts';

describe('the most frequent value', () => {
  it('wins by count', () => expect(mostFrequent([1, 2, 2])).toBe(2));
  it('is the one seen first among equals', () => expect(mostFrequent(['b', 'a', 'a', 'b'])).toBe('b'));
  it('is undefined where there is none', () => expect(mostFrequent([])).toBeUndefined());
});
