import { describe, expect, it } from 'vitest';
import { type Checkout, SOLD } from './peer.ts';
import { sendShopping } from './shoppers.ts';

/** A shop of so many units, which can be in one checkout of a shopper at a time only. */
function shopOf(units: number): { readonly shopper: () => Checkout; readonly begun: () => number } {
  let left = units;
  let begun = 0;
  const shopper = (): Checkout => {
    let busy = false;
    return async () => {
      begun += 1;
      if (busy) throw new Error('two checkouts of one shopper at once');
      busy = true;
      await Promise.resolve();
      busy = false;
      left -= 1;
      return left >= 0 ? SOLD : 'sold out';
    };
  };
  return { shopper, begun: () => begun };
}

describe('shoppers', () => {
  it('check out as often as they were sent to, one order after another, and tell what they were told', async () => {
    const { shopper, begun } = shopOf(7);
    const { told } = await sendShopping([shopper(), shopper(), shopper()], { product: 'scarce', checkouts: 20 });
    expect(told).toEqual({ [SOLD]: 7, 'sold out': 13 });
    expect(begun()).toBe(20);
  });

  it('who get no answer go on, and say so', async () => {
    const silent: Checkout = () => Promise.reject(new Error('reset'));
    const { told, soldMs } = await sendShopping([silent], { product: 'plenty', checkouts: 2 });
    expect(told).toEqual({ 'no answer: reset': 2 });
    expect(soldMs.p50).toBeNaN();
  });

  it('begin nothing when their time is over, and end what they began', async () => {
    const { shopper } = shopOf(1_000_000);
    const { told, seconds } = await sendShopping([shopper()], { product: 'plenty', durationMs: 5 });
    expect(told[SOLD]).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThanOrEqual(0.005);
  });
});
