import type { FastifyRequest } from 'fastify';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent, mayBeRepeat } from '../idempotent.ts';
import { locationOf } from '../orders/place-order.ts';
import { notFound, type Problem } from '../problem.ts';
import { tellLimit } from '../rate-limits.ts';
import { refusalOf, SOLD_OUT } from '../sales.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { OrderFromSale, QueuedOrder } from '../schemas/sales.ts';

// The way into a sale: refused at once, or durable in the queue before the answer.

export function saleOrderRoutes(app: App, gateway: Gateway): void {
  const soldOut = ({ params }: Pick<FastifyRequest, 'params'>): Problem | undefined =>
    gateway.sales.isSoldOut((params as { readonly id: string }).id) ? SOLD_OUT : undefined;
  app.post(
    '/sales/:id/orders',
    {
      schema: {
        operationId: 'orderFromSale',
        summary: 'Order from a flash sale',
        description: 'The units are this order’s and durable before the answer; GET /orders/{order_id} follows it.',
        tags: ['Sales'],
        params: IdParams,
        body: OrderFromSale,
        response: { 202: QueuedOrder },
      },
      config: {
        problems: [
          'not_found',
          'sold_out',
          'limit_reached',
          'rate_limited',
          'too_early',
          'ticket_required',
          'ticket_invalid',
          'ticket_used',
          'turn_lost',
          'not_admitted',
          'sale_over',
          'sale_paused',
          'queue_full',
          'order_withdrawn',
        ],
        answers: ['Location'],
      },
      // A crowd that comes too late is most of a sale: it is told so before its bodies are read. An order with a key may be
      // a repeat of one that has its units: if it is none, its refusal is kept with its key.
      onRequest: (request, _reply, done) => done(mayBeRepeat(request) ? undefined : soldOut(request)),
      ...idempotent(gateway, undefined, soldOut),
    },
    async (request, reply) => {
      const { id: saleId } = request.params;
      if (!isUuid(saleId)) throw notFound('sale', saleId);
      const { customer_id: customerId, quantity, ticket } = request.body;
      const { operation } = request;
      const orderId = operation?.id ?? gateway.newId();
      const repeat = operation?.isRepeat === true ? { isRepeat: true } : {};
      const { outcome, rate } = await gateway.sales.order(
        { saleId, orderId, customerId, quantity, ...repeat, ...(ticket !== undefined && { ticket }) },
        { traceId: request.id },
      );
      if (rate !== undefined) tellLimit(reply, 'sale', rate.limit, rate.verdict);
      if (outcome.kind === 'queued') {
        reply.code(202).header('location', locationOf(orderId));
        return { order_id: orderId, status: 'QUEUED' as const };
      }
      throw refusalOf(outcome, saleId, gateway.clock.nowMs());
    },
  );
}
