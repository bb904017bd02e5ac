import { inventory } from '../../modules/inventory/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { Overloaded } from '../../platform/batching/batch-loop.ts';
import { assert, present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { RateLimit, RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type {
  QueuedOrder,
  SaleOrder,
  SaleOrderAnswer,
  SaleOrderOutcome,
  SaleProgress,
  Sales,
  SaleTerms,
  SaleView,
  ScheduleOutcome,
  SteerAction,
  SteeredBy,
  SteerOutcome,
} from './door.ts';
import { type Gate, GateUnavailable } from './gate/gate.ts';
import { type GateKeeper, isOver } from './gate-keeper.ts';
import type { KnownSale, RecentSales } from './recent-sales.ts';
import { isFinal, LATEST_RETRY_AFTER_MS, RETRY_AFTER_MS, refusalOf, refusedByState } from './refusals.ts';
import { hasStock, oneTime, openInTime, setAsideFor } from './sale-stock.ts';
import { stateOf, viewOf } from './sale-view.ts';
import { SoldOutLately } from './sold-out-lately.ts';

// The path of a request in a sale: sold out? -> limit -> waiting room -> queue full? -> gate -> ledger. Everything before the ledger only
// turns people away early; who has a unit is decided there, and durable there before the answer.

export interface SaleDeskOptions {
  readonly doors: Doors;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly keeper: GateKeeper;
  readonly recent: RecentSales;
  readonly limiter: RateLimiter;
  /** How long a new order would wait in the queue; undefined when the queue takes no more. */
  readonly estimatedWaitMs: () => number | undefined;
  readonly maxWaitMs?: number;
  /** Why the waiting room does not let an order through; undefined when it does. */
  readonly refusedByRoom: (order: SaleOrder) => Promise<SaleOrderOutcome | undefined>;
  /** 64 hexadecimal digits that nobody can guess, for a fair draw. */
  readonly newDrawSeed: () => string;
  /** Told of each order that waits in the queue from now on. */
  readonly onQueued?: () => void;
  readonly report: (message: string, error: Error) => void;
}

const DEFAULT_MAX_WAIT_MS = 30_000;
/** What the ledger calls a sale that is not over: those that sell come first. */
const CURRENT = ['open', 'paused', 'draining', 'scheduled'] as const;
/** Of a claim that passed no gate. */
const NO_EPOCH = 0;
/** How often one order looks for units that a gate does not have, before the ledger is asked. */
const MOST_LOOKS = 3;
/** Later than this an operator may have been told that nobody answers, and have decided something else. */
const LOOKS_AGAIN_MS = 1_000;

export class SaleDesk implements Sales {
  readonly #options: SaleDeskOptions;
  readonly #soldOutLately: SoldOutLately;
  /** A crowd that comes at the start shares one opening, and one look at what was opened. */
  readonly #opening = new Map<string, Promise<KnownSale | undefined>>();

  constructor(options: SaleDeskOptions) {
    this.#options = options;
    this.#soldOutLately = new SoldOutLately(options.clock);
  }

  async schedule(saleId: string, terms: SaleTerms, { traceId }: CallContext): Promise<ScheduleOutcome> {
    const { doors } = this.#options;
    const context = traceId === undefined ? {} : { traceId };
    const scheduled = await doors.call(
      sale.scheduleSale({ saleId, terms, drawSeed: this.#options.newDrawSeed() }),
      context,
    );
    if (scheduled.kind === 'taken') return { kind: 'taken' };
    if (scheduled.kind === 'invalid') return scheduled;
    // Known first, its stock second: a sale that lacks its stock is given it by the clock, stock without a sale by nobody.
    const aside = await doors.call(setAsideFor(saleId, terms), context);
    if (aside.kind !== 'setAside') {
      await doors.call(
        sale.steerSale({ saleId, action: 'close', who: 'holdfast', why: 'its stock is not there', ...oneTime(0) }),
        context,
      );
      return { kind: 'short' };
    }
    return { kind: 'scheduled', sale: await this.#fresh(saleId) };
  }

  async steer(saleId: string, action: SteerAction, by: SteeredBy): Promise<SteerOutcome> {
    const { doors, recent, clock } = this.#options;
    // Somebody else, the clock too, may steer it between the look and the steering.
    const untilMs = clock.nowMs() + LOOKS_AGAIN_MS;
    do {
      const known = await recent.refresh(saleId);
      if (known === undefined) return { kind: 'unknown_sale' };
      // Paused, it may have been so before it had its stock; over, it gets none any more.
      if (action === 'open' && !isOver(known) && !(await hasStock(doors, known)))
        return { kind: 'not_possible', state: known.state };
      const steered = await doors.call(sale.steerSale({ saleId, action, ...by, steerings: known.steerings }));
      if (steered.kind === 'versionChanged') return { kind: 'version_changed' };
      if (steered.kind === 'stale') continue;
      if (steered.kind === 'unknown') return { kind: 'unknown_sale' };
      if (steered.kind === 'notPossible') return { kind: 'not_possible', state: steered.state };
      this.#soldOutLately.delete(saleId);
      return { kind: 'steered', sale: await this.#fresh(saleId) };
    } while (clock.nowMs() < untilMs);
    throw new Overloaded(`sale ${saleId} was steered by others meanwhile; try again`);
  }

  async get(saleId: string): Promise<SaleView | undefined> {
    const known = await this.#options.recent.getChanged(saleId);
    return known && viewOf(known, this.#options.clock.nowMs());
  }

  async getAll(saleIds: readonly string[]): Promise<readonly SaleView[]> {
    if (saleIds.length === 0) return [];
    const { doors, clock } = this.#options;
    const { sales } = await doors.call(sale.getSales({ saleIds: [...saleIds] }));
    return sales.map((known) => viewOf(known, clock.nowMs()));
  }

  async current(limit: number): Promise<readonly SaleView[]> {
    const { doors, clock } = this.#options;
    const found: SaleView[] = [];
    for (const state of CURRENT) {
      const left = limit - found.length;
      if (left <= 0) break;
      const { sales } = await doors.call(sale.listSales({ afterSaleId: '', limit: left, state }));
      found.push(...sales.map((known) => viewOf(known, clock.nowMs())));
    }
    return found.filter((view) => view.state !== 'closed');
  }

  async progress(saleId: string): Promise<SaleProgress> {
    const { doors, keeper } = this.#options;
    const [claimed, { confirmed }] = await Promise.all([
      doors.call(sale.countClaims({ saleId })),
      doors.call(inventory.countDrawn({ setAsideId: saleId })),
    ]);
    return { ...claimed, confirmedOrders: confirmed, gate: keeper.lastCheck(saleId) };
  }

  async list(afterSaleId: string, limit: number): Promise<{ sales: readonly SaleView[]; more: boolean }> {
    const { doors, clock } = this.#options;
    const { sales, more } = await doors.call(sale.listSales({ afterSaleId, limit, state: '' }));
    return { sales: sales.map((known) => viewOf(known, clock.nowMs())), more };
  }

  isSoldOut(saleId: string): boolean {
    const known = this.#options.recent.peek(saleId);
    return known !== undefined && this.#refusedFromMemory(known, this.#options.clock.nowMs())?.kind === 'sold_out';
  }

  async order(order: SaleOrder, context: CallContext): Promise<SaleOrderAnswer> {
    const answer = await this.#order(order, context);
    if (answer.outcome.kind === 'queued') this.#options.onQueued?.();
    return answer;
  }

  async #order(order: SaleOrder, context: CallContext): Promise<SaleOrderAnswer> {
    const { limiter, clock } = this.#options;
    const { saleId, customerId } = order;
    const nowMs = clock.nowMs();
    const known = await this.#known(saleId, nowMs);
    if (known === undefined) return { outcome: { kind: 'unknown_sale' } };
    const refusal = this.#refusedFromMemory(known, nowMs);
    if (refusal !== undefined) {
      // The ledger takes the word of the desk for it that a ticket is good.
      const mayAsk = order.isRepeat === true && (await this.#outside(order, known)) === undefined;
      return { outcome: mayAsk ? await this.#refused(order, refusal, context) : refusal };
    }
    const limit = limitOf(known);
    const rate = { limit, verdict: await limiter.take(`${saleId}:order:${customerId}`, limit) };
    if (!rate.verdict.allowed) return { outcome: { kind: 'rate_limited', ...rate }, rate };
    return { outcome: await this.#counted(order, known, context), rate };
  }

  async queued(orderIds: readonly string[]): Promise<readonly QueuedOrder[]> {
    const { claims } = await this.#options.doors.call(sale.getClaims({ orderIds: [...orderIds] }));
    // A tombstone never had any units.
    const known = claims.filter(({ saleId }) => saleId !== '');
    return Promise.all(known.map((claim) => this.#queuedOrder(claim)));
  }

  async #queuedOrder(claim: Reply<typeof sale.getClaims>['claims'][number]): Promise<QueuedOrder> {
    const { orderId, saleId, customerId, quantity, claimedAtMs, returnedAtMs, status } = claim;
    const terms = present((await this.#options.recent.get(saleId))?.terms, `terms of sale ${saleId}`);
    const withdrawnAtMs = status === 'returned' ? (returnedAtMs ?? claimedAtMs) : undefined;
    return { orderId, customerId, quantity, queuedAtMs: claimedAtMs, withdrawnAtMs, terms };
  }

  /** Units are back: people may try again at once. */
  unitsReturned(saleId: string): void {
    this.#soldOutLately.delete(saleId);
  }

  async #counted(order: SaleOrder, known: KnownSale, context: CallContext): Promise<SaleOrderOutcome> {
    return (await this.#outside(order, known)) ?? this.#queueFull() ?? this.#throughGate(order, known, context);
  }

  async #outside(order: SaleOrder, { terms }: KnownSale): Promise<SaleOrderOutcome | undefined> {
    return terms?.waitingRoom && (await this.#options.refusedByRoom(order));
  }

  /**
   * What somebody is told whom the ledger was not asked about. Where an answer was lost it is asked, whatever is true for
   * others by now: the first request may have its units, or be on its way to them.
   */
  async #refused(order: SaleOrder, refusal: SaleOrderOutcome, context: CallContext): Promise<SaleOrderOutcome> {
    if (order.isRepeat !== true || !isFinal(refusal)) return refusal;
    const answer = await this.#pastGate(order, context);
    // It has no units and no turn: whoever waits is told what is true for the others, and does not wait for ever.
    return answer.kind === 'not_admitted' ? refusal : answer;
  }

  /** The sale as of a moment ago; one that begins just now has its stock by then. */
  async #known(saleId: string, nowMs: number): Promise<KnownSale | undefined> {
    const known = await this.#options.recent.get(saleId);
    if (known?.state !== 'scheduled' || stateOf(known, nowMs) !== 'open') return known;
    const running = this.#opening.get(saleId);
    if (running !== undefined) return running;
    const opening = this.#open(known).finally(() => this.#opening.delete(saleId));
    this.#opening.set(saleId, opening);
    return opening;
  }

  async #open(known: KnownSale): Promise<KnownSale | undefined> {
    const { doors, recent } = this.#options;
    await openInTime(doors, known);
    return recent.refresh(known.saleId);
  }

  #queueFull(): SaleOrderOutcome | undefined {
    const { estimatedWaitMs, maxWaitMs = DEFAULT_MAX_WAIT_MS } = this.#options;
    const waitMs = estimatedWaitMs();
    if (waitMs === undefined) return { kind: 'queue_full', retryAfterMs: RETRY_AFTER_MS };
    if (waitMs <= maxWaitMs) return undefined;
    return { kind: 'queue_full', retryAfterMs: Math.min(LATEST_RETRY_AFTER_MS, waitMs - maxWaitMs) };
  }

  /** Twice at the most: a gate that was lost, or opened since, is asked again once it is open. */
  async #throughGate(order: SaleOrder, known: KnownSale, context: CallContext): Promise<SaleOrderOutcome> {
    const first = await this.#attempt(order, known, context);
    if (first !== 'gate lost') return first;
    const reopened = await unlessAway(this.#options.keeper.reopen(order.saleId, known.epoch));
    if (reopened === undefined) return { kind: 'unknown_sale' };
    const second = reopened === 'away' ? 'gate lost' : await this.#attempt(order, reopened, context);
    return second === 'gate lost' ? this.#pastGate(order, context) : second;
  }

  /** A gate in trouble turns nobody away: the ledger is asked directly, which is slower, and as exact. */
  async #pastGate(order: SaleOrder, context: CallContext): Promise<SaleOrderOutcome> {
    const claimed = await this.#claim(order, NO_EPOCH, context);
    assert(claimed !== 'gate lost', `order ${order.orderId} was refused for its epoch, and has none`);
    return claimed;
  }

  async #attempt(
    order: SaleOrder,
    known: KnownSale,
    context: CallContext,
    looks = 0,
  ): Promise<SaleOrderOutcome | 'gate lost'> {
    const { saleId, orderId, customerId, quantity } = order;
    const { epoch } = known;
    const verdict = await unlessAway(this.#options.keeper.take({ saleId, epoch, orderId, customerId, quantity }));
    switch (verdict) {
      case 'not_found':
      case 'stale':
        return 'gate lost';
      case 'limit_reached':
        return this.#overLimit(order, known, context);
      case 'insufficient':
        return looks < MOST_LOOKS ? this.#lookAgain(order, known, context, looks) : this.#pastGate(order, context);
      case 'away':
        return this.#pastGate(order, context);
      case 'taken':
        return this.#claim(order, epoch, context);
    }
  }

  /** Of many who see the same units the quickest have them: the others look again. */
  async #lookAgain(
    order: SaleOrder,
    known: KnownSale,
    context: CallContext,
    looks: number,
  ): Promise<SaleOrderOutcome | 'gate lost'> {
    switch (await this.#options.keeper.secondLook(order.saleId, order.quantity)) {
      case 'nobody':
        return this.#soldOut(order, context);
      case 'gate':
        return this.#attempt(order, known, context, looks + 1);
      case 'ledger':
        return this.#pastGate(order, context);
    }
  }

  #overLimit(order: SaleOrder, { terms }: KnownSale, context: CallContext): Promise<SaleOrderOutcome> {
    const { perCustomerLimit: limit } = present(terms, `terms of sale ${order.saleId}`);
    return this.#refused(order, { kind: 'limit_reached', limit }, context);
  }

  #soldOut(order: SaleOrder, context: CallContext): Promise<SaleOrderOutcome> {
    if (order.quantity === 1) this.#soldOutLately.add(order.saleId);
    return this.#refused(order, { kind: 'sold_out' }, context);
  }

  async #claim(order: SaleOrder, epoch: number, { traceId }: CallContext): Promise<SaleOrderOutcome | 'gate lost'> {
    const { doors } = this.#options;
    const { ticket, saleId, orderId, customerId, quantity } = order;
    const claimed = await doors.call(
      sale.claimUnits({ saleId, orderId, customerId, quantity, epoch, hasTicket: ticket !== undefined }),
      traceId === undefined ? undefined : { traceId },
    );
    const isClaimed = claimed.kind === 'claimed';
    if (epoch !== NO_EPOCH) this.#tellGate(saleId, orderId, isClaimed);
    if (isClaimed) {
      this.#options.recent.changed(saleId);
      return { kind: 'queued', orderId };
    }
    // Two may be too many where one is left.
    if (claimed.kind === 'soldOut' && claimed.remaining === 0) this.#soldOutLately.add(saleId);
    return claimed.kind === 'stale' ? 'gate lost' : refusalOf(claimed);
  }

  /** Not waited for: what the gate was not told, its keeper finds within seconds. */
  #tellGate(saleId: string, orderId: string, isClaimed: boolean): void {
    const { gate, report } = this.#options;
    const told = isClaimed ? gate.settle(saleId, [orderId]) : gate.giveBack(saleId, [orderId]);
    told.catch((error: Error) => report(`the gate of sale ${saleId} could not be told of order ${orderId}`, error));
  }

  #refusedFromMemory(known: KnownSale, nowMs: number): SaleOrderOutcome | undefined {
    return refusedByState(known, nowMs) ?? (this.#soldOutLately.has(known.saleId) ? { kind: 'sold_out' } : undefined);
  }

  async #fresh(saleId: string): Promise<SaleView> {
    const { recent, clock } = this.#options;
    return viewOf(present(await recent.refresh(saleId), `sale ${saleId}`), clock.nowMs());
  }
}

async function unlessAway<Value>(asked: Promise<Value>): Promise<Value | 'away'> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof GateUnavailable) return 'away';
    throw error;
  }
}

/** How often one customer may ask. */
function limitOf({ terms, saleId }: KnownSale): RateLimit {
  const { rateRequests, rateWindowMs } = present(terms, `terms of sale ${saleId}`);
  return { requests: rateRequests, windowMs: rateWindowMs };
}
