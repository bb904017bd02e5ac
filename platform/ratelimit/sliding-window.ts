import type { RateLimit, RateLimitVerdict } from './rate-limiter.ts';

// The sliding window log: the instants of the accepted requests that still count. Exact where a counter of fixed windows
// lets twice the limit through at a boundary. Costs one number a counted request, so a limit bounds its own memory.
// Method: "sliding log", as described by Cloudflare ("How we built rate limiting capable of scaling to millions of
// domains", 2017), which then approximates it; we do not.

/** A request accepted at `atMs` counts until `atMs + windowMs`, that instant excluded. */
export class SlidingWindow {
  /** Instants of accepted requests, oldest first. */
  #acceptedMs: number[] = [];

  /** When the last request that counts stops counting. */
  endsAtMs(windowMs: number): number {
    return (this.#acceptedMs.at(-1) ?? Number.NEGATIVE_INFINITY) + windowMs;
  }

  take({ requests, windowMs }: RateLimit, nowMs: number): RateLimitVerdict {
    // A clock that is set back must not make requests count for longer than they would have: they go back with it.
    const setBackMs = (this.#acceptedMs.at(-1) ?? nowMs) - nowMs;
    if (setBackMs > 0) this.#acceptedMs = this.#acceptedMs.map((atMs) => atMs - setBackMs);
    this.#forget(nowMs - windowMs);
    const allowed = this.#acceptedMs.length < requests;
    if (allowed) this.#acceptedMs.push(nowMs);
    return verdict(allowed, this.#acceptedMs, requests, windowMs, nowMs);
  }

  #forget(untilMs: number): void {
    const kept = this.#acceptedMs.findIndex((atMs) => atMs > untilMs);
    if (kept !== 0) this.#acceptedMs = kept < 0 ? [] : this.#acceptedMs.slice(kept);
  }
}

function verdict(
  allowed: boolean,
  acceptedMs: readonly number[],
  requests: number,
  windowMs: number,
  nowMs: number,
): RateLimitVerdict {
  const used = acceptedMs.length;
  const remaining = Math.max(0, requests - used);
  // With a limit that was lowered meanwhile, more than one has to stop counting before the next is accepted.
  const next = acceptedMs[used - requests];
  return {
    allowed,
    remaining,
    retryAfterMs: remaining > 0 || next === undefined ? 0 : next + windowMs - nowMs,
    resetMs: (acceptedMs.at(-1) ?? nowMs - windowMs) + windowMs - nowMs,
  };
}
