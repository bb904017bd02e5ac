// The port of the rate limiter: a sliding window over the accepted requests of a key. Guarantees of every adapter: in
// any span of `windowMs`, wherever it begins, at most `requests` are accepted; a refused request uses nothing up. Does
// not guarantee that keys are remembered longer than their window.

export interface RateLimit {
  /** Requests accepted within one window. At least 1. */
  readonly requests: number;
  /** Any length in milliseconds, not only whole seconds. At least 1. */
  readonly windowMs: number;
}

export interface RateLimitVerdict {
  readonly allowed: boolean;
  /** Requests that would be accepted at this instant, after this one. */
  readonly remaining: number;
  /** Until the next request is accepted again: 0 where `remaining` is above 0. */
  readonly retryAfterMs: number;
  /** Until the whole window is free, provided that nothing more is accepted. */
  readonly resetMs: number;
}

export interface RateLimiter {
  /** Counts one request of the key, if it is accepted. */
  take(key: string, limit: RateLimit): Promise<RateLimitVerdict>;
}
