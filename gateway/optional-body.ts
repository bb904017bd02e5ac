import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** A hook: no body is an empty object, on routes where every field is optional. */
export function bodyIsOptional(request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  request.body ??= {};
  done();
}
