import { describe, expect, it } from 'vitest';
import { customerFault } from './customer.ts';

describe('a customer number', () => {
  it.each(['cust_123', 'guest-0a1b2c3d4e', 'Zoë'])('may be %s', (id) => expect(customerFault(id)).toBeUndefined());

  it.each(['', '   ', 'x'.repeat(201), 'a\u0000b', '..'])('may not be %j', (id) =>
    expect(customerFault(id)).toMatch(/\.$/),
  );
});
