import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddRoutes } from '../create-gateway.ts';
import type { App } from '../dependencies.ts';

// Holds every answer that a test gets against the OpenAPI document: its status is there, and each of these headers.

/** Nobody is refused so in demo mode, which is all that there is so far: only tests ask who calls. */
const UNAUTHENTICATED = 401;
const HELD = ['location', 'etag', 'retry-after', 'idempotency-replayed', 'preference-applied', 'ratelimit'];

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>;
}
type Responses = Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;

/** Made once: every shop serves the same routes, and what a test plants among them is not in it. */
let document: Documented | undefined;

/** @param faults is told what the document does not say. */
export function againstDocument(faults: string[]): AddRoutes {
  return (app: App) =>
    void app.addHook('onSend', (request, reply, _payload, done) => {
      document ??= JSON.parse(JSON.stringify(app.swagger())) as Documented;
      const fault = faultOf(document, request, reply);
      if (fault !== undefined) faults.push(fault);
      done();
    });
}

function faultOf({ paths }: Documented, { method, routeOptions }: FastifyRequest, reply: FastifyReply) {
  const path = (routeOptions.url ?? '').replace(/^\/v1(?=\/)/, '').replaceAll(/:(\w+)/g, '{$1}');
  const responses = paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()]?.responses;
  if (responses === undefined || reply.statusCode === UNAUTHENTICATED) return undefined;
  const answer = `${method} ${path} answers ${reply.statusCode}`;
  const documented = responses[reply.statusCode];
  if (documented === undefined) return answer;
  const names = Object.keys(documented.headers ?? {}).map((name) => name.toLowerCase());
  const unsaid = HELD.filter((name) => reply.getHeader(name) !== undefined && !names.includes(name));
  return unsaid.length === 0 ? undefined : `${answer} with ${unsaid.join(', ')}`;
}
