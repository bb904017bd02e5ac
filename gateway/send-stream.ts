import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Answers with server-sent events. */
export function sendStream(reply: FastifyReply, stream: Readable): FastifyReply {
  reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store');
  return reply.header('x-accel-buffering', 'no').send(stream);
}
