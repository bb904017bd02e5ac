import type { Clock } from '../kernel/clock.ts';
import type { RateLimit, RateLimiter, RateLimitVerdict } from './rate-limiter.ts';

// Limits by the shared limiter, and by the local one while that is away: each host then accepts up to the limit by
// itself. Whoever is told can say so. A shared limiter that failed is left alone for a moment, so that requests do not
// each wait for their own time-out.

const PAUSE_MS = 1_000;

export interface FallbackOptions {
  readonly shared: RateLimiter;
  readonly local: RateLimiter;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Told at each change, with the cause where the shared limiter has failed. */
  readonly onChange: (limiting: 'shared' | 'local', cause?: Error) => void;
}

export class FallbackRateLimiter implements RateLimiter {
  readonly #options: FallbackOptions;
  #limiting: 'shared' | 'local' = 'shared';
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: FallbackOptions) {
    this.#options = options;
  }

  /** Which limiter answered last. */
  get limiting(): 'shared' | 'local' {
    return this.#limiting;
  }

  async take(key: string, limit: RateLimit): Promise<RateLimitVerdict> {
    const { shared, local, clock } = this.#options;
    if (clock.nowMs() < this.#pausedUntilMs) return local.take(key, limit);
    try {
      const verdict = await shared.take(key, limit);
      this.#change('shared');
      return verdict;
    } catch (error) {
      this.#pausedUntilMs = clock.nowMs() + PAUSE_MS;
      this.#change('local', error as Error);
      return local.take(key, limit);
    }
  }

  #change(limiting: 'shared' | 'local', cause?: Error): void {
    if (this.#limiting === limiting) return;
    this.#limiting = limiting;
    this.#options.onChange(limiting, cause);
  }
}
