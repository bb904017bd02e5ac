import { expect, it } from 'vitest';
import { Refused, Unreachable } from '../../web/api/api.ts';
import { isOfThisCart } from './is-of-this-cart.ts';

function refusal(status: number): Refused {
  return new Refused({ type: '', title: '', status, detail: '', instance: '', code: 'any', trace_id: '' }, undefined);
}

it.each([400, 403, 409, 422])('a cart that is refused with %d is left for another one', (status) => {
  expect(isOfThisCart(refusal(status))).toBe(true);
});

it.each([401, 404, 408, 425, 429, 500, 503])('a cart is kept where the shop says %d', (status) => {
  expect(isOfThisCart(refusal(status))).toBe(false);
});

it('a cart is kept where nobody has answered', () => {
  expect(isOfThisCart(new Unreachable('away'))).toBe(false);
});
