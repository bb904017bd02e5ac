import { describe, expect, it } from 'vitest';
import { quantityFault } from './quantity.ts';

describe('how many', () => {
  it.each([
    ['1', 1],
    [' 12 ', null],
    ['1000000', null],
  ])('may be %j of %j', (text, available) => expect(quantityFault(text, available)).toBeUndefined());

  it.each([
    ['', 5, 'whole number'],
    ['0', 5, 'whole number'],
    ['1.5', 5, 'whole number'],
    ['-1', 5, 'whole number'],
    ['1e3', 5, 'whole number'],
    ['6', 5, 'only 5'],
    ['1000001', null, 'more than fits'],
  ])('may not be %j of %j', (text, available, sentence) => expect(quantityFault(text, available)).toContain(sentence));
});
