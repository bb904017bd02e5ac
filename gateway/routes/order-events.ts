import type { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { EventStream } from '../event-stream.ts';
import type { Order } from '../orders/documents.ts';
import { TERMINAL } from '../orders/wait-for-end.ts';
import { Problem } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { sendStream } from '../send-stream.ts';
import { existingOrder } from './orders.ts';

// An order's changes of status as server-sent events. The id of an event is its place in the order's timeline, so a
// client that comes back says what it has seen. Nothing is sent that is not in the timeline.

/** Proxies close a connection on which nothing is said. */
const HEARTBEAT_MS = 15_000;

export function orderEventRoutes(app: App, gateway: Gateway): void {
  app.get(
    '/orders/:id/events',
    {
      schema: {
        operationId: 'followOrder',
        summary: 'Every change of an order, as it happens',
        description: 'Server-sent events named `status`. Ends after a terminal state; 204 when nothing more will come.',
        tags: ['Orders'],
        params: IdParams,
        response: {
          200: { description: 'The stream', content: { 'text/event-stream': { schema: Type.String() } } },
          204: Type.Null({ description: 'Everything has been seen and nothing more will come' }),
        },
      },
      config: { problems: ['not_found'], reads: ['Last-Event-ID'] },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const order = await existingOrder(gateway, request.params.id, request.id);
      const seen = lastSeen(request.headers['last-event-id'], order.timeline.length);
      if (TERMINAL.has(order.status) && seen === order.timeline.length) return sendNothing(reply);
      const stream = follow(gateway, order, seen);
      return sendStream(reply, stream);
    },
  );
}

function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.code(204).send();
}

/** How many entries of the timeline the client has; an id that is none of ours counts as none. */
function lastSeen(header: string | string[] | undefined, sentAtMost: number): number {
  const seen = typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) : 0;
  return seen <= sentAtMost ? seen : 0;
}

function follow(gateway: Gateway, order: Order, seen: number): Readable {
  const stream = new OrderEvents(gateway.clock, seen);
  stream.seen(order);
  if (TERMINAL.has(order.status)) return stream;
  const stop = gateway.watch.watch(order.orderId, {
    seen: (current) => stream.seen(current),
    closed: () => stream.finish(),
  });
  if (stop === undefined) {
    stream.destroy();
    throw new Problem('overloaded', 'Too many clients follow orders. Try again soon.', { headers: SOON });
  }
  return stream.once('close', stop);
}

class OrderEvents extends EventStream {
  readonly #clock: Clock;
  #sent: number;
  #lastSentMs: number;

  constructor(clock: Clock, sent: number) {
    super();
    this.#clock = clock;
    this.#sent = sent;
    this.#lastSentMs = clock.nowMs();
    // The first bytes make the headers leave at once.
    this.send('retry: 2000\n\n');
  }

  seen(order: Order): void {
    if (this.finished || this.destroyed) return;
    for (const { status, atMs } of order.timeline.slice(this.#sent)) {
      this.#sent += 1;
      const last = this.#sent === order.timeline.length;
      const reason = last && order.reason !== '' ? { reason: order.reason } : {};
      const data = JSON.stringify({ status, at: new Date(atMs).toISOString(), ...reason });
      this.#write(`id: ${this.#sent}\nevent: status\ndata: ${data}\n\n`);
    }
    if (TERMINAL.has(order.status)) this.finish();
    else if (this.#clock.nowMs() - this.#lastSentMs >= HEARTBEAT_MS) this.#write(': still here\n\n');
  }

  #write(text: string): void {
    this.#lastSentMs = this.#clock.nowMs();
    this.send(text);
  }
}
