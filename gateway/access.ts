import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type { GatewayDependencies, Principal } from './dependencies.ts';
import { Problem } from './problem.ts';

// Who calls, and what only staff may do.

/** Everybody, where nobody has to say who they are. */
export const DEMO: Principal = { id: 'demo', staff: true };
/** Who has not said who they are: served what is public, and refused everything else. */
export const NOBODY: Principal = { id: '', staff: false };

/** How principals are found. Outside demo mode the host has to say. */
export function principals(authenticate: GatewayDependencies['authenticate'], demoMode: boolean) {
  if (authenticate === undefined) {
    if (!demoMode) throw new TypeError('createGateway needs `authenticate` outside demo mode');
    return () => DEMO;
  }
  return ({ headers }: FastifyRequest): Principal | undefined => authenticate(headers);
}

export function unauthenticated(): Problem {
  const headers = { 'www-authenticate': 'Bearer' };
  return new Problem('unauthenticated', 'Send a bearer token or an API key.', { headers });
}

/** A hook: refuses everyone but staff, before anything is read. */
export function staffOnly(request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (request.principal.staff) done();
  else done(new Problem('forbidden', 'This is for staff and service keys.'));
}
