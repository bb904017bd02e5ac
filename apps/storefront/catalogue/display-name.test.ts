import { expect, it } from 'vitest';
import { displayName } from './display-name.ts';

it.each([
  ['WHITE HANGING HEART T-LIGHT HOLDER', 'White hanging heart t-light holder'],
  ['SET OF  3 TINS ', 'Set of 3 tins'],
  ['Enamel mug', 'Enamel mug'],
  ['', ''],
])('%j is shown as %j', (name, shown) => expect(displayName(name)).toBe(shown));
