import type { RateLimit, RateLimitVerdict } from '../../platform/ratelimit/rate-limiter.ts';
import type { CallContext } from '../../platform/rpc/doors.ts';

// How people buy in a flash sale and operators steer it.

export interface WaitingRoomTerms {
  /** How those who came before the start are put in order: "arrival" or "fair". */
  readonly draw: string;
  /** How long somebody who was let in may take to order. */
  readonly turnMs: number;
}

export interface SaleTerms {
  /** Left out: everybody may order at once. */
  readonly waitingRoom?: WaitingRoomTerms | undefined;
  readonly productId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly perCustomerLimit: number;
  readonly rateRequests: number;
  readonly rateWindowMs: number;
}

export type SaleState = 'scheduled' | 'open' | 'paused' | 'sold_out' | 'closed';

export interface SaleView {
  readonly saleId: string;
  readonly terms: SaleTerms;
  readonly state: SaleState;
  /** True while nothing new is sold and what is under way goes on. */
  readonly draining: boolean;
  readonly remaining: number;
  readonly version: number;
}

export interface SaleOrder {
  readonly saleId: string;
  /** Chosen by the caller; asking twice with one id asks once. */
  readonly orderId: string;
  readonly customerId: string;
  readonly quantity: number;
  /** Of the sale's waiting room, where it has one. */
  readonly ticket?: string | undefined;
  /** True when the same order was asked for before and its answer may have been lost. */
  readonly isRepeat?: boolean;
}

/** A request that was counted, and how its customer stands with the sale's limit. */
export interface CountedRate {
  readonly limit: RateLimit;
  readonly verdict: RateLimitVerdict;
}

export interface SaleOrderAnswer {
  readonly outcome: SaleOrderOutcome;
  /** Undefined where the answer was known before the request was counted. */
  readonly rate?: CountedRate;
}

export type SaleOrderOutcome =
  | { readonly kind: 'queued'; readonly orderId: string }
  | { readonly kind: 'sold_out' }
  | { readonly kind: 'limit_reached'; readonly limit: number }
  | ({ readonly kind: 'rate_limited' } & CountedRate)
  | { readonly kind: 'too_early'; readonly startsAtMs: number }
  | { readonly kind: 'over' }
  | { readonly kind: 'paused' }
  /** The queue is full, or its wait too long: nothing was done. */
  | { readonly kind: 'queue_full'; readonly retryAfterMs: number }
  | { readonly kind: 'ticket_required' }
  /** Not ours, of another sale, or another customer's. */
  | { readonly kind: 'ticket_invalid' }
  | { readonly kind: 'not_admitted'; readonly retryAfterMs: number }
  | { readonly kind: 'turn_lost' }
  | { readonly kind: 'ticket_used'; readonly orderId: string }
  | { readonly kind: 'unknown_sale' }
  /** The order's id was used before and gave its units back. */
  | { readonly kind: 'returned' };

export type SteerAction = 'open' | 'pause' | 'drain' | 'close';

export interface SteeredBy {
  /** Chosen by the caller, one for each action. */
  readonly steeringId: string;
  readonly who: string;
  readonly why: string;
  /** The version that the sale is to have; 0 for any. */
  readonly expectedVersion: number;
}

export type ScheduleOutcome =
  | { readonly kind: 'scheduled'; readonly sale: SaleView }
  | { readonly kind: 'taken' }
  | { readonly kind: 'invalid'; readonly field: string; readonly problem: string }
  /** Less than the quantity is available to be set aside. */
  | { readonly kind: 'short' };

export type SteerOutcome =
  | { readonly kind: 'steered'; readonly sale: SaleView }
  | { readonly kind: 'unknown_sale' }
  | { readonly kind: 'version_changed' }
  | { readonly kind: 'not_possible'; readonly state: string };

/** An order that has its units and waits for its checkout, or gave them back because it could not be placed. */
export interface QueuedOrder {
  readonly orderId: string;
  readonly customerId: string;
  readonly quantity: number;
  readonly queuedAtMs: number;
  /** Since when it has no units any more: where no order was placed under its id, none ever will be. */
  readonly withdrawnAtMs: number | undefined;
  readonly terms: SaleTerms;
}

/** A gate held against the ledger, by this host. */
export interface GateCheck {
  /** Units that the gate promises beyond the ledger (above 0) or short of it (below 0). */
  readonly driftUnits: number;
  readonly atMs: number;
}

/** What has become of those who ordered in a sale. */
export interface SaleProgress {
  readonly claimedOrders: number;
  readonly claimedUnits: number;
  /** Orders that had units and gave them back. */
  readonly returnedOrders: number;
  readonly returnedUnits: number;
  /** Orders whose units are theirs for good. */
  readonly confirmedOrders: number;
  /** Undefined where this host has no gate, or has not looked yet. */
  readonly gate: GateCheck | undefined;
}

export interface Sales {
  /** Makes the sale known and sets its stock aside. */
  schedule(saleId: string, terms: SaleTerms, context: CallContext): Promise<ScheduleOutcome>;
  /**
   * Does what an operator asks for, once, however often it is asked under one id.
   * @throws Overloaded where others steer the sale so often that it was not their turn.
   */
  steer(saleId: string, action: SteerAction, by: SteeredBy): Promise<SteerOutcome>;
  /** The sale as of a moment ago. */
  get(saleId: string): Promise<SaleView | undefined>;
  /** The sales as they are at the moment, by one look; unknown ones are left out. */
  getAll(saleIds: readonly string[]): Promise<readonly SaleView[]>;
  /** Sales that are not over: those that sell before those that are yet to, and never more than so many. */
  current(limit: number): Promise<readonly SaleView[]>;
  /** Counted from every claim of the sale: for operators, not for a crowd. */
  progress(saleId: string): Promise<SaleProgress>;
  /** Sales in order of id, after the named one. */
  list(afterSaleId: string, limit: number): Promise<{ readonly sales: readonly SaleView[]; readonly more: boolean }>;
  /** What can be told from memory and without an order: true says that whoever asks now for the first time gets nothing. */
  isSoldOut(saleId: string): boolean;
  /**
   * Asks for units. `queued` is durable: the order will be checked out whatever crashes. A rejection means that nobody
   * knows whether it was queued; asking again with the same order id tells.
   */
  order(order: SaleOrder, context: CallContext): Promise<SaleOrderAnswer>;
  /** The orders as their sales know them; those that never had units of any sale are left out. */
  queued(orderIds: readonly string[]): Promise<readonly QueuedOrder[]>;
}

export interface PlaceView {
  readonly state: 'waiting' | 'admitted' | 'turn_lost' | 'used' | 'sold_out' | 'closed';
  /** In order of arrival, from 0. */
  readonly sequence: number;
  /** From 0; undefined before the draw, which is made in order of arrival too. */
  readonly position: number | undefined;
  /** Until admission; undefined where there is nothing to wait for. */
  readonly estimatedWaitMs: number | undefined;
  /** Until then the customer may order. */
  readonly turnEndsAtMs: number | undefined;
}

/** A waiting room as of a moment ago. */
export interface RoomView {
  readonly saleId: string;
  readonly draw: string;
  /** SHA-256 of the seed's bytes; undefined in order of arrival. */
  readonly seedHash: string | undefined;
  /** Told after the draw. */
  readonly seed: string | undefined;
  readonly drawn: boolean;
  readonly arrived: number;
  /** Those who came before the start, and so are in the draw. */
  readonly early: number;
  readonly admitted: number;
  readonly perSecond: number;
  readonly state: SaleState;
  positionOf(sequence: number): number | undefined;
  /** Everything but whether the place was used. */
  placeOf(sequence: number, nowMs: number): PlaceView;
}

export type EnterOutcome =
  | { readonly kind: 'entered'; readonly ticket: string; readonly place: PlaceView }
  | { readonly kind: 'unknown_sale' }
  | { readonly kind: 'no_waiting_room' }
  | ({ readonly kind: 'rate_limited' } & CountedRate)
  | { readonly kind: 'sold_out' }
  | { readonly kind: 'over' }
  | { readonly kind: 'full' };

export interface WaitingRooms {
  /** One place for each customer: asking again answers the same. Durable before the answer. */
  enter(saleId: string, customerId: string): Promise<EnterOutcome>;
  /** Undefined where the sale is unknown or has none. */
  room(saleId: string): Promise<RoomView | undefined>;
  /** The place of a ticket; undefined where it is none of this sale. */
  place(saleId: string, ticket: string): Promise<PlaceView | undefined>;
}
