import { sale } from '../../modules/sale/contract.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { SignedTokens } from '../../platform/tokens/signed-tokens.ts';
import type { EnterOutcome, PlaceView, RoomView, SaleOrder, SaleOrderOutcome, WaitingRooms } from './door.ts';
import { Recent, type RecentSales } from './recent-sales.ts';
import { type KnownRoom, roomView } from './room-view.ts';
import { viewOf } from './sale-view.ts';

// Waiting rooms in front of sales. Who has which place, who was let in and which ticket was used are in the ledger; here
// tickets are signed and read, and whoever was not let in is told so without asking it.

export interface WaitingRoomsOptions {
  readonly doors: Doors;
  readonly clock: Clock;
  readonly recent: RecentSales;
  readonly limiter: RateLimiter;
  /** Signed with the secret that all hosts share. */
  readonly tickets: () => Promise<Pick<SignedTokens, 'sign' | 'read'>>;
  /** Orders that the system takes on in a second. */
  readonly perSecond: () => number;
}

const SOONEST_MS = 1_000;
const LATEST_MS = 30_000;

export class TicketedRooms implements WaitingRooms {
  readonly #options: WaitingRoomsOptions;
  readonly #rooms: Recent<KnownRoom>;

  constructor(options: WaitingRoomsOptions) {
    this.#options = options;
    const { doors, clock } = options;
    this.#rooms = new Recent(
      async (saleId) => (await doors.call(sale.getRooms({ saleIds: [saleId] }))).rooms[0],
      clock,
    );
  }

  async enter(saleId: string, customerId: string): Promise<EnterOutcome> {
    const { doors, recent, limiter, clock } = this.#options;
    const known = await recent.get(saleId);
    if (known?.terms === undefined) return { kind: 'unknown_sale' };
    if (known.terms.waitingRoom === undefined) return { kind: 'no_waiting_room' };
    const { rateRequests, rateWindowMs } = known.terms;
    const limit = { requests: rateRequests, windowMs: rateWindowMs };
    const verdict = await limiter.take(`${saleId}:ticket:${customerId}`, limit);
    if (!verdict.allowed) return { kind: 'rate_limited', limit, verdict };
    const isSoldOut = viewOf(known, clock.nowMs()).state === 'sold_out';
    if (isSoldOut) return { kind: 'sold_out' };
    const entered = await doors.call(sale.enterRoom({ saleId, customerId }));
    if (entered.kind === 'unknown') return { kind: 'unknown_sale' };
    if (entered.kind === 'noRoom') return { kind: 'no_waiting_room' };
    if (entered.kind !== 'entered') return { kind: entered.kind };
    const { sequence, orderId } = entered;
    const ticket = await (await this.#options.tickets()).sign({ audience: saleId, subject: customerId, sequence });
    // Whoever has just come is not in a room of a moment ago.
    await this.#rooms.refresh(saleId);
    return { kind: 'entered', ticket, place: await this.#place(saleId, sequence, orderId) };
  }

  async room(saleId: string): Promise<RoomView | undefined> {
    const { recent, clock, perSecond } = this.#options;
    const [known, room] = await Promise.all([recent.get(saleId), this.#rooms.get(saleId)]);
    if (known === undefined || room === undefined) return undefined;
    return roomView(room, viewOf(known, clock.nowMs()), perSecond());
  }

  async place(saleId: string, ticket: string): Promise<PlaceView | undefined> {
    const { doors, tickets } = this.#options;
    const holder = await (await tickets()).read(ticket, saleId);
    if (holder === undefined) return undefined;
    const { places } = await doors.call(sale.getPlaces({ saleId, customerIds: [holder.subject] }));
    return places[0] && this.#place(saleId, places[0].sequence, places[0].orderId);
  }

  /** Why an order may not go on to the gate; undefined when it may, as far as is known here. */
  async refusal({ saleId, customerId, ticket }: SaleOrder): Promise<SaleOrderOutcome | undefined> {
    if (ticket === undefined) return { kind: 'ticket_required' };
    const holder = await (await this.#options.tickets()).read(ticket, saleId);
    if (holder?.subject !== customerId) return { kind: 'ticket_invalid' };
    const place = (await this.room(saleId))?.placeOf(holder.sequence, this.#options.clock.nowMs());
    // A turn that is over, or a ticket that was used, is for the ledger to say: the order may be the one that used it.
    if (place?.state !== 'waiting') return undefined;
    const waitMs = place.estimatedWaitMs ?? SOONEST_MS;
    return { kind: 'not_admitted', retryAfterMs: Math.min(LATEST_MS, Math.max(SOONEST_MS, waitMs)) };
  }

  async #place(saleId: string, sequence: number, orderId: string): Promise<PlaceView> {
    const room = await this.room(saleId);
    if (room === undefined) throw new Error(`sale ${saleId} has places and no waiting room`);
    const place = room.placeOf(sequence, this.#options.clock.nowMs());
    return orderId === '' ? place : { ...place, state: 'used', turnEndsAtMs: undefined };
  }
}
