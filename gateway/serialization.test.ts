import { expect, it } from 'vitest';
import { lazySerializers } from './serialization.ts';

const Price = { $id: 'Price', type: 'object', properties: { amount: { type: 'string' } } };
const Mug = { $id: 'Mug', type: 'object', properties: { name: { type: 'string' }, price: { $ref: 'Price#' } } };
const named = { Price, Mug };
const route = (schema: object) => ({ method: 'GET', url: '/', httpStatus: '200', schema });

it('writes named schemas in any order, and only their fields', () => {
  const compile = lazySerializers(named, {});
  const price = compile(route(Price));
  const mug = compile(route(Mug));
  expect(price({ amount: '1.00', cost: '0.20' })).toBe('{"amount":"1.00"}');
  expect(mug({ name: 'Mug', price: { amount: '1.00', cost: '0.20' } })).toBe(
    '{"name":"Mug","price":{"amount":"1.00"}}',
  );
  expect(price({ amount: '2.00' })).toBe('{"amount":"2.00"}');
});

it('compiles nothing before the first answer', () => {
  const write = lazySerializers(named, {})(route({ type: 'object', properties: { price: { $ref: 'Nowhere#' } } }));
  expect(() => write({ price: {} })).toThrow('Nowhere');
});
