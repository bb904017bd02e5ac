import { describe, expect, it } from 'vitest';
import { matchPath } from './match.ts';

describe('a pattern of a path', () => {
  it.each([
    ['/', '/', {}],
    ['/shop/cart', '/shop/cart/', {}],
    ['/shop/products/:id', '/shop/products/a%2Fb', { id: 'a/b' }],
    ['/shop/:kind/:id', '/shop/orders/7', { kind: 'orders', id: '7' }],
  ])('%s matches %s', (pattern, path, params) => expect(matchPath(pattern, path)).toEqual(params));

  it.each([
    ['/', '/shop'],
    ['/shop/products/:id', '/shop/products'],
    ['/shop/products/:id', '/shop/products/x/reviews'],
    ['/shop/products/:id', '/shop/products/%zz'],
  ])('%s does not match %s', (pattern, path) => expect(matchPath(pattern, path)).toBeUndefined());
});
