import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ORDER_PLACE, whenAnswered } from './open-order.ts';

const kept = new Map<string, string>();
const storage = { getItem: (key: string) => kept.get(key) ?? null };

beforeEach(() => {
  kept.clear();
  kept.set(ORDER_PLACE, JSON.stringify({ key: 'cart-1-1', body: {}, atMs: 0 }));
});

describe('an order that another window has sent', () => {
  it.each(['storage', 'pageshow', 'focus'])('is heard of by %s once it is answered, and not before', (event) => {
    const act = vi.fn();
    const window = new EventTarget();
    whenAnswered(act, window, storage);
    window.dispatchEvent(new Event(event));
    expect(act).not.toHaveBeenCalled();
    kept.clear();
    window.dispatchEvent(new Event(event));
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('may have been answered before anybody listened', () => {
    kept.clear();
    const act = vi.fn();
    whenAnswered(act, new EventTarget(), storage);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('is heard of by nobody who has gone', () => {
    const act = vi.fn();
    const window = new EventTarget();
    whenAnswered(act, window, storage)();
    kept.clear();
    window.dispatchEvent(new Event('storage'));
    expect(act).not.toHaveBeenCalled();
  });
});
