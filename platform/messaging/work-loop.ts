import { type Backoff, backoffMs } from '../kernel/backoff.ts';
import type { Clock } from '../kernel/clock.ts';

// Runs one kind of work, one turn at a time: at once when woken, after `pollMs` without a wake, again while there is
// more. A failing turn is followed by a growing pause that no wake cuts short, so that nothing spins.

/** What a turn found: more to do at once, nothing more, or that another process is at it. */
export type Turn = 'more' | 'done' | 'busy';

export interface WorkLoopOptions {
  readonly clock: Clock;
  readonly pollMs: number;
  turn(): Promise<Turn>;
  onFailure(error: Error): void;
}

const FAILURE_PAUSE: Backoff = { firstMs: 200, factor: 2, maxMs: 30_000 };
/** The other process may leave behind what came in after it had looked. */
const BUSY_PAUSE_MS = 50;

export class WorkLoop {
  readonly #options: WorkLoopOptions;
  #stopped = true;
  #woken = false;
  #busy = false;
  #failures = 0;
  #running: Promise<void> | undefined;
  #cancel: () => void = () => undefined;

  constructor(options: WorkLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#running !== undefined || this.#failures > 0) this.#woken = true;
    else this.#run();
  }

  /** Resolves when the turn in progress has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #run(): void {
    this.#cancel();
    this.#running = this.#turns().then(() => {
      this.#running = undefined;
      this.#next();
    });
  }

  async #turns(): Promise<void> {
    try {
      let turn: Turn;
      do {
        this.#woken = false;
        turn = await this.#options.turn();
        this.#failures = 0;
      } while (!this.#stopped && (turn === 'more' || (this.#woken && turn === 'done')));
      this.#busy = turn === 'busy';
    } catch (error) {
      this.#failures += 1;
      this.#options.onFailure(error as Error);
    }
  }

  #next(): void {
    if (this.#stopped) return;
    const { clock, pollMs } = this.#options;
    if (this.#failures > 0) this.#cancel = clock.after(backoffMs(this.#failures, FAILURE_PAUSE), () => this.#run());
    else if (this.#busy) this.#cancel = clock.after(Math.min(BUSY_PAUSE_MS, pollMs), () => this.#run());
    else if (this.#woken) this.#run();
    else this.#cancel = clock.after(pollMs, () => this.#run());
  }
}
