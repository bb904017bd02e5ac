import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whenInSight } from './when-in-sight.ts';

class Tab extends EventTarget {
  hidden = false;

  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('acts once when it is time', () => {
  const act = vi.fn();
  const tab = new Tab();
  whenInSight(100, act, tab);
  tab.turn(false);
  vi.advanceTimersByTime(99);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  tab.turn(false);
  expect(act).toHaveBeenCalledTimes(1);
});

it('does nothing in a hidden tab, and acts when it is looked at again', () => {
  const act = vi.fn();
  const tab = new Tab();
  tab.hidden = true;
  whenInSight(100, act, tab);
  vi.advanceTimersByTime(60_000);
  expect(act).not.toHaveBeenCalled();
  tab.turn(false);
  expect(act).toHaveBeenCalledTimes(1);
});

it('is taken back, before it is time and after', () => {
  const act = vi.fn();
  const tab = new Tab();
  whenInSight(100, act, tab)();
  const forget = whenInSight(100, act, tab);
  tab.hidden = true;
  vi.advanceTimersByTime(200);
  forget();
  tab.turn(false);
  expect(act).not.toHaveBeenCalled();
});
