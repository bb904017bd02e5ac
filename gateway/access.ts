import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { GatewayDependencies, Principal } from './dependencies.ts';
import { Problem } from './problem.ts';

// Who calls, and what only staff may do.

const DEMO: Principal = { id: 'demo', staff: true };

/** How principals are found. Outside demo mode the host has to say. */
export function principals(authenticate: GatewayDependencies['authenticate'], demoMode: boolean) {
  if (authenticate === undefined) {
    if (!demoMode) throw new TypeError('createGateway needs `authenticate` outside demo mode');
    return () => DEMO;
  }
  return (request: FastifyRequest): Principal => {
    const principal = authenticate(request.headers);
    if (principal !== undefined) return principal;
    const headers = { 'www-authenticate': 'Bearer' };
    throw new Problem('unauthenticated', 'Send a bearer token or an API key.', { headers });
  };
}

/** A hook: refuses everyone but staff, before anything is read. */
export function staffOnly(request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (request.principal.staff) done();
  else done(new Problem('forbidden', 'This is for staff and service keys.'));
}
