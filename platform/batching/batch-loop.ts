import { assert } from '../kernel/assert.ts';
import { isCausedBy } from '../kernel/causes.ts';
import type { Clock } from '../kernel/clock.ts';

// Collects what arrives together and hands it on as one batch, in order of arrival. While a batch runs the next one
// gathers, so batches grow with the load by themselves; an idle loop waits `delayMs` for company and no longer.
// Guarantees: every submission is answered exactly once, and the queue never grows past its capacity.

export interface BatchLimits {
  /** Submissions in one batch at the most. */
  readonly maxSize: number;
  /** How long an idle loop waits for more before it starts. 0: to the end of the current turn of the event loop. */
  readonly delayMs: number;
  /** Submissions that may wait; more are refused with `Overloaded`. */
  readonly capacity: number;
  /**
   * Batches that may run at once, where the order of submissions means nothing: another begins beside those that run once
   * half a batch waits. 1 unless said.
   */
  readonly lanes?: number;
  /**
   * Where the order of submissions means nothing, and a batch asks somebody who may be slow: one that has run for so long keeps
   * no other from its lane. As long as the batch runs, unless said.
   */
  readonly slowAfterMs?: number;
}

export const DEFAULT_LIMITS: BatchLimits = { maxSize: 512, delayMs: 0, capacity: 50_000 };

/** The queue is full: shed before any work was done. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** True when work was shed before any of it was done, however deep the reason is wrapped. */
export function isOverloaded(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof Overloaded);
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export class BatchLoop<Item, Result> {
  readonly #name: string;
  readonly #run: (items: Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;
  readonly #clock: Clock;
  readonly #limits: BatchLimits;
  #waiting: Waiting<Item, Result>[] = [];
  #running = 0;
  /** Batches that have run for so long that they count no more. */
  #slow = 0;
  #scheduled: (() => void) | undefined;
  #idle: (() => void)[] = [];

  /** `run` answers one settled result per item, in order. If it rejects, every item of the batch is rejected. */
  constructor(
    name: string,
    run: (items: Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
    clock: Clock,
    limits: BatchLimits = DEFAULT_LIMITS,
  ) {
    this.#name = name;
    this.#run = run;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many submissions wait, those of the running batch not counted. */
  get depth(): number {
    return this.#waiting.length;
  }

  submit(item: Item): Promise<Result> {
    if (this.#waiting.length >= this.#limits.capacity) {
      return Promise.reject(
        new Overloaded(`${this.#name} has ${this.#waiting.length} commands waiting; try again later`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits or runs. */
  drained(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #isIdle(): boolean {
    return this.#running === 0 && this.#slow === 0 && this.#waiting.length === 0;
  }

  #schedule(): void {
    if (this.#running > 0) {
      if (this.#isWorthALane()) void this.#flush();
    } else if (this.#waiting.length >= this.#limits.maxSize) {
      this.#scheduled?.();
      this.#scheduled = undefined;
      void this.#flush();
    } else {
      this.#scheduled ??= this.#clock.after(this.#limits.delayMs, () => {
        this.#scheduled = undefined;
        void this.#flush();
      });
    }
  }

  /** What is too little for a lane of its own waits for one that runs. */
  #isWorthALane(): boolean {
    const { lanes = 1, maxSize } = this.#limits;
    return this.#running < lanes && this.#waiting.length * 2 >= maxSize;
  }

  async #flush(): Promise<void> {
    let isOwnLane = true;
    do {
      const leaveLane = this.#enterLane();
      await this.#runBatch(this.#waiting.splice(0, this.#limits.maxSize));
      isOwnLane = leaveLane();
    } while (isOwnLane && this.#waiting.length > 0 && (this.#running === 0 || this.#isWorthALane()));
    if (!this.#isIdle()) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  /** What to call when the batch has run. It answers false where that took so long that the lane went to another. */
  #enterLane(): () => boolean {
    const { slowAfterMs } = this.#limits;
    let isSlow = false;
    this.#running += 1;
    const giveAway = (): void => {
      isSlow = true;
      this.#running -= 1;
      this.#slow += 1;
      if (this.#waiting.length > 0 && this.#running === 0) void this.#flush();
    };
    const keep = slowAfterMs === undefined ? undefined : this.#clock.after(slowAfterMs, giveAway);
    return () => {
      keep?.();
      if (isSlow) this.#slow -= 1;
      else this.#running -= 1;
      return !isSlow;
    };
  }

  async #runBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      assert(results.length === batch.length, `${this.#name} answered ${results.length} of ${batch.length} commands`);
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index] as PromiseSettledResult<Result>;
        if (result.status === 'fulfilled') resolve(result.value);
        else reject(result.reason);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
