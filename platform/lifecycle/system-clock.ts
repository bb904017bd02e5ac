import type { Clock } from '../kernel/clock.ts';

/** The machine's clock and timers. No delay means: at the end of this turn of the event loop. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, task) {
    if (delayMs === 0) {
      const immediate = setImmediate(task);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
