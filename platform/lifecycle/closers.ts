import type { Clock } from '../kernel/clock.ts';
import { within } from '../kernel/within.ts';
import { systemClock } from './system-clock.ts';

// Every resource has an owner that closes it, in the reverse order of opening. A process that is told to stop has to be gone
// in time: what does not end, because something that it waits for does not answer, is left, and the others are closed.

export interface CloserOptions {
  /** It is waited for however long it takes: what it leaves behind would outlive the process. */
  readonly isEssential?: boolean;
}

/** From the beginning to where nothing is waited for any more that is not essential. */
const PATIENCE_MS = 4_000;
/** So long even the last one may take. */
const AT_LEAST_MS = 250;

/** It was left as it was. */
export class NotClosedInTime extends Error {
  override readonly name = 'NotClosedInTime';
}

interface Closer {
  readonly name: string;
  readonly close: () => Promise<unknown>;
  readonly isEssential: boolean;
}

export class Closers {
  readonly #clock: Clock;
  readonly #closers: Closer[] = [];
  #closeLate: ((name: string, close: () => Promise<unknown>) => void) | undefined;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Remembers how to close what was just opened. What is opened after everything was closed is closed at once. */
  add(name: string, close: () => Promise<unknown>, { isEssential = false }: CloserOptions = {}): void {
    if (this.#closeLate === undefined) this.#closers.push({ name, close, isEssential });
    else this.#closeLate(name, close);
  }

  /** Closes everything, last opened first. One that fails, or does not end in time, is reported and the others are closed all the same. */
  async closeAll(report: (name: string, error: Error) => void): Promise<void> {
    this.#closeLate = (name, close) => {
      void close().catch((error: unknown) => report(name, error as Error));
    };
    const untilMs = this.#clock.nowMs() + PATIENCE_MS;
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) {
      const { name, close, isEssential } = closer;
      const closing = isEssential ? close() : this.#inTime(close(), untilMs);
      await closing.catch((error: unknown) => report(name, error as Error));
    }
  }

  #inTime(closing: Promise<unknown>, untilMs: number): Promise<unknown> {
    const withinMs = Math.max(AT_LEAST_MS, untilMs - this.#clock.nowMs());
    const late = (): Error =>
      new NotClosedInTime('it has not ended in time and is left; what it was at is done again at the next start');
    return within(this.#clock, withinMs, closing, late);
  }
}
