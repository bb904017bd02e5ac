import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';
import type { App, Gateway } from './dependencies.ts';

// One histogram. Its route label is the pattern, never the URL, and /v1 and unversioned paths are one route; the label
// and the observers are bound per route when it is registered, so that a call pays for one observation only.

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type OnResponse = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

export function measureRequests(app: App, gateway: Gateway): void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [gateway.registry],
  });
  const observerOf = (route: string): OnResponse => {
    const byOutcome = new Map<string, { observe(seconds: number): void }>();
    return (request, reply, done) => {
      const key = request.method + reply.statusCode;
      let observer = byOutcome.get(key);
      if (observer === undefined) {
        observer = duration.labels(request.method, route, String(reply.statusCode));
        byOutcome.set(key, observer);
      }
      observer.observe(reply.elapsedTime / 1_000);
      if (reply.elapsedTime > gateway.options.slowMs) logSlow(gateway, route, request, reply);
      done();
    };
  };
  app.addHook('onRoute', (route) => {
    const label = route.url.replace(/^\/v1(?=\/)/, '');
    route.onResponse = observerOf(label);
  });
  // What matches no route has no hook of its own.
  const unmatched = observerOf('unmatched');
  app.addHook('onResponse', (request, reply, done) => {
    if (request.is404) unmatched(request, reply, done);
    else done();
  });
}

/** Streams, and calls that asked to wait, take as long as they should; what nobody answered has been told of already. */
function logSlow(gateway: Gateway, route: string, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.statusCode === 503) return;
  if (request.headers.prefer !== undefined || reply.getHeader('content-type') === 'text/event-stream') return;
  const entry = { trace_id: request.id, method: request.method, route, status: reply.statusCode };
  gateway.logger.warn({ ...entry, ms: Math.round(reply.elapsedTime) }, 'slow answer');
}
