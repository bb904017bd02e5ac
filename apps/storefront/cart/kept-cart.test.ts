import { describe, expect, it } from 'vitest';
import { attemptKey, keptCart } from './kept-cart.ts';

const holding = (text: string | null) => ({ getItem: () => text });

describe('the cart that a browser remembers', () => {
  it('is what was kept', () => {
    const cart = { cartId: 'c', attempt: 2, orderId: 'o' };
    expect(keptCart(holding(JSON.stringify(cart)))).toEqual(cart);
  });

  it.each([null, '', '{', 'null', '[]', '{"cartId":1,"attempt":1}', '{"cartId":"c"}'])('is none of %j', (text) => {
    expect(keptCart(holding(text))).toBeUndefined();
  });

  it('is ordered under one key an attempt', () => {
    expect(attemptKey({ cartId: 'c', attempt: 1 })).toBe(attemptKey({ cartId: 'c', attempt: 1 }));
    expect(attemptKey({ cartId: 'c', attempt: 1 })).not.toBe(attemptKey({ cartId: 'c', attempt: 2 }));
  });
});
