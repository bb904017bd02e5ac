import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimit, RateLimitVerdict } from '../platform/ratelimit/rate-limiter.ts';
import { DEMO, NOBODY } from './access.ts';
import type { App, ClientLimit } from './dependencies.ts';
import { inSeconds } from './in-seconds.ts';
import { Problem } from './problem.ts';

// How often a client may ask, and what it is told of that: IETF draft-ietf-httpapi-ratelimit-headers-10. Its times are
// whole seconds; windows are exact to the millisecond all the same.

/**
 * Counts every request before anything of it is read but its head, and refuses those over the limit. Whoever guesses at
 * paths or keys is counted like anybody else.
 */
export function limitClients(app: App, { limiter, limit }: ClientLimit): void {
  const count = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { public: isPublic, unlimited } = request.routeOptions.config;
    if (isPublic || unlimited) return;
    const verdict = await limiter.take(`client:${clientOf(request)}`, limit);
    tellLimit(reply, 'client', limit, verdict);
    if (!verdict.allowed) throw rateLimited(verdict);
  };
  app.addHook('onRequest', count);
}

/** Tells how the caller stands with a limit. Several limits may count one request: each is one of a list. */
export function tellLimit(
  reply: FastifyReply,
  policy: string,
  { requests, windowMs }: RateLimit,
  { remaining, resetMs, retryAfterMs }: RateLimitVerdict,
): void {
  const untilMs = remaining > 0 ? resetMs : retryAfterMs;
  append(reply, 'ratelimit-policy', `"${policy}";q=${requests};w=${inSeconds(windowMs)}`);
  append(reply, 'ratelimit', `"${policy}";r=${remaining};t=${inSeconds(untilMs)}`);
}

export function rateLimited({ retryAfterMs }: RateLimitVerdict): Problem {
  const headers = { 'retry-after': inSeconds(retryAfterMs) };
  return new Problem('rate_limited', 'You ask too often. Wait a moment.', { headers });
}

/** Whom the credentials name. Where they name nobody, or nobody has to say who they are, the address that asks. */
function clientOf({ principal, ip }: FastifyRequest): string {
  return principal === NOBODY || principal === DEMO ? `address ${ip}` : `principal ${principal.id}`;
}

function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  reply.header(name, before === undefined ? item : `${before}, ${item}`);
}
