import { expect, it } from 'vitest';
import { chosenTheme } from './theme.ts';

it.each([
  ['dark', 'dark'],
  ['light', 'light'],
  [null, 'system'],
  ['mauve', 'system'],
])('a kept %s is the theme %s', (kept, theme) => {
  expect(chosenTheme({ getItem: () => kept })).toBe(theme);
});
