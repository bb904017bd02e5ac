import type { Clock } from '../kernel/clock.ts';

// A clock that stands still until a test moves it. Tasks with no delay run at the end of the current turn, so that
// batches form without anybody advancing the time.

export class FakeClock implements Clock {
  #nowMs: number;
  #tasks: { dueMs: number; task: () => void }[] = [];

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    if (delayMs === 0) {
      const immediate = setImmediate(task);
      return () => clearImmediate(immediate);
    }
    const entry = { dueMs: this.#nowMs + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** What a frozen host sees when it wakes: the time has moved, and everything that fell due runs too late. */
  freeze(forMs: number): void {
    this.#nowMs += forMs;
    this.advance(0);
  }

  /** Moves the time and runs what falls due, in order of time. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = this.#tasks
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((left, right) => left.dueMs - right.dueMs)[0];
      if (due === undefined) break;
      this.#tasks = this.#tasks.filter((other) => other !== due);
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.task();
    }
    this.#nowMs = untilMs;
  }
}
