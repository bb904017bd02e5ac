import type { FastifyRequest } from 'fastify';

// RFC 7240: `Prefer: wait=10`. A preference that cannot be read is ignored, as the standard asks.

const MAX_WAIT_SECONDS = 30;

/** Seconds that the caller is ready to wait, at most 30; undefined without such a preference. */
export function preferredWaitSeconds(request: FastifyRequest): number | undefined {
  const header = request.headers.prefer;
  if (header === undefined) return undefined;
  const text = Array.isArray(header) ? header.join(',') : header;
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(text)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), MAX_WAIT_SECONDS);
}
