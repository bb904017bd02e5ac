import { Type } from '@sinclair/typebox';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { RoomView } from '../../processes/sale/door.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { idempotent } from '../idempotent.ts';
import { notFound, Problem } from '../problem.ts';
import { tellLimit } from '../rate-limits.ts';
import { refusalOf, refusalOfPlace } from '../sales.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { Ticket, TicketQuery, TicketRequest, WaitingRoomState } from '../schemas/sales.ts';
import { sendStream } from '../send-stream.ts';
import { placeDocument } from '../ticket-feed.ts';

// The waiting room in front of a sale: a place, how it stands, and how the places were put in order.

const tags = ['Sales'];

export function saleTicketRoutes(app: App, gateway: Gateway): void {
  entering(app, gateway);
  following(app, gateway);
  checking(app, gateway);
}

function entering(app: App, gateway: Gateway): void {
  app.post(
    '/sales/:id/tickets',
    {
      schema: {
        operationId: 'enterWaitingRoom',
        summary: 'Get a place in the waiting room of a sale',
        description:
          'One for each customer: asking again answers the same place. Before the start and during the sale.',
        tags,
        params: IdParams,
        body: TicketRequest,
        response: { 201: Ticket },
      },
      config: { problems: ['not_found', 'no_waiting_room', 'sold_out', 'sale_over', 'rate_limited', 'queue_full'] },
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { id: saleId } = request.params;
      if (!isUuid(saleId)) throw notFound('sale', saleId);
      const outcome = await gateway.waitingRooms.enter(saleId, request.body.customer_id);
      if (outcome.kind === 'rate_limited') tellLimit(reply, 'sale', outcome.limit, outcome.verdict);
      if (outcome.kind !== 'entered') throw refusalOfPlace(outcome, saleId, gateway.clock.nowMs());
      reply.code(201);
      return { ticket: outcome.ticket, ...placeDocument(outcome.place) };
    },
  );
}

function following(app: App, gateway: Gateway): void {
  app.get(
    '/sales/:id/tickets/events',
    {
      schema: {
        operationId: 'followTicket',
        summary: 'A place in a waiting room, as it happens',
        description:
          'Server-sent events: `room` for what is the same for everybody, at each change, `sold_out` at once; `place` for ' +
          'the ticket’s own. Ends with the `place` that is `admitted`, or has no more to wait for.',
        tags,
        params: IdParams,
        querystring: TicketQuery,
        response: { 200: { description: 'The stream', content: { 'text/event-stream': { schema: Type.String() } } } },
      },
      config: { problems: ['not_found', 'ticket_invalid'] },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      const room = await existingRoom(gateway, request.params.id);
      const place = await gateway.waitingRooms.place(room.saleId, request.query.ticket);
      if (place === undefined) throw refusalOf({ kind: 'ticket_invalid' }, room.saleId, gateway.clock.nowMs());
      const stream = gateway.ticketFeed.follow(room, place);
      if (stream === undefined) {
        throw new Problem('overloaded', 'Too many clients follow tickets. Try again soon.', { headers: SOON });
      }
      return sendStream(reply, stream);
    },
  );
}

function checking(app: App, gateway: Gateway): void {
  app.get(
    '/sales/:id/waiting-room',
    {
      schema: {
        operationId: 'getWaitingRoom',
        summary: 'How a waiting room stands, and by which seed its places were drawn',
        tags,
        params: IdParams,
        response: { 200: WaitingRoomState },
      },
      config: { problems: ['not_found'] },
    },
    async (request) => {
      const room = await existingRoom(gateway, request.params.id);
      const { draw, drawn, early, arrived, admitted } = room;
      return {
        draw,
        drawn,
        seed_hash: room.seedHash ?? null,
        seed: room.seed ?? null,
        early,
        arrived,
        admitted,
        admitted_per_second: Math.floor(room.perSecond),
      };
    },
  );
}

/** @throws Problem when there is no such sale, or it has no waiting room. */
export async function existingRoom(gateway: Gateway, saleId: string): Promise<RoomView> {
  const room = isUuid(saleId) ? await gateway.waitingRooms.room(saleId) : undefined;
  if (room === undefined) throw notFound('waiting room of sale', saleId);
  return room;
}
