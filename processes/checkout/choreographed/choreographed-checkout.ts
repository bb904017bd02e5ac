import { Overloaded } from '../../../platform/batching/batch-loop.ts';
import { repeat } from '../../../platform/lifecycle/repeat.ts';
import type { Subscription } from '../../../platform/messaging/broker.ts';
import type { CallContext } from '../../../platform/rpc/doors.ts';
import type { Failure } from '../../../platform/saga/definition.ts';
import type { SagaStatus, Sagas } from '../../../platform/saga/saga-view.ts';
import { placeOrder } from '../checkout.saga.ts';
import { checkoutData } from '../checkout-data.ts';
import { type Checkout, type CheckoutBegun, type CheckoutRequest, OrderWithdrawn } from '../door.ts';
import { placedBefore } from '../placed-before.ts';
import { type BeginCheckouts, beginCheckouts } from './begin-checkouts.ts';
import type { CheckoutProcess, Ended } from './checkout-process.ts';
import { CHOREOGRAPHED, choreographedSagas } from './choreographed-sagas.ts';
import { keepDeadlines } from './deadlines.ts';
import { joinSubscription } from './join.ts';
import { OpenCheckouts } from './open-checkouts.ts';
import { participantSubscription } from './participant-subscription.ts';
import { PARTICIPANTS } from './participants.ts';

// Checkout without a conductor. `checkout.requested` goes to order, inventory and pricing at once; the join of their
// answers, in any order, asks for payment; then the hold is confirmed, the money captured, the order confirmed. A failure
// is announced, and every context gives back by the order's id. Guarantees: what was begun ends, whatever crashes: in a
// sale, or with nothing left over. Before the pivot a checkout that stands still fails at its deadline; from there on
// what nobody answered is announced again.

export interface ChoreographedCheckoutOptions extends Omit<CheckoutProcess, 'deadlineMs'> {
  readonly priceList: string;
  readonly deadlineMs?: number;
  /** Checkouts that this host may have under way; beyond it `begin` refuses before any work is done. */
  readonly maxOpen?: number;
  readonly report: (message: string, error: Error) => void;
  readonly onEnd?: (definition: string, status: SagaStatus, durationMs: number, failure?: Failure) => void;
}

const DEFAULT_DEADLINE_MS = 60_000;
const DEADLINE_CHECK_MS = 1_000;
const LOOK_MS = 250;

export class ChoreographedCheckout implements Checkout {
  readonly #options: ChoreographedCheckoutOptions;
  readonly #process: CheckoutProcess;
  readonly #begin: BeginCheckouts;
  readonly #open: OpenCheckouts;
  #stopped = false;
  #stops: (() => Promise<void>)[] = [];

  constructor(options: ChoreographedCheckoutOptions) {
    this.#options = options;
    this.#process = { ...options, deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS };
    this.#begin = beginCheckouts(this.#process);
    this.#open = new OpenCheckouts(options.store, options.clock);
  }

  /** Checkouts that were begun here and have not ended. */
  get openCount(): number {
    return this.#open.count;
  }

  /** What has to be subscribed for checkouts to go on, whichever checkout new orders take. */
  subscriptions(): readonly Subscription[] {
    return [
      ...PARTICIPANTS.map((participant) => participantSubscription(participant, this.#process)),
      joinSubscription(this.#process, (ended) => this.#ended(ended)),
    ];
  }

  /** Starts to keep deadlines. */
  start(): void {
    const { clock, report } = this.#options;
    const failed = (what: string) => (error: Error) => report(`${what} failed; it is tried again`, error);
    this.#stops = [
      repeat(clock, DEADLINE_CHECK_MS, () => this.#keepDeadlines(), failed('looking for overdue checkouts')),
      repeat(clock, LOOK_MS, () => this.#open.look(), failed('looking for ended checkouts')),
    ];
  }

  /** Resolves when nothing is being written. Everything that runs goes on at whoever hears its events. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#stops.map((stop) => stop()));
    await this.#begin.drained();
    this.#open.close();
  }

  async begin(request: CheckoutRequest, context: CallContext): Promise<CheckoutBegun> {
    this.#assertRoom();
    const { orderId } = request;
    const { doors, clock, priceList } = this.#options;
    const data = checkoutData(request, priceList, clock.nowMs());
    this.#open.begun(orderId);
    const isNew = await this.#begin.submit({ data, traceId: context.traceId ?? '' }).catch((error: unknown) => {
      this.#open.ended(orderId);
      throw error;
    });
    if (!isNew) return placedBefore({ sagas: this.view(), doors, clock }, orderId);
    // The order context does the same when it hears the request, should this host not live to do it.
    const reply = await doors.call(placeOrder(data), context);
    if (reply.kind !== 'placed') throw new OrderWithdrawn(orderId);
    return { orderId, sagaId: orderId, placedAtMs: reply.placedAtMs };
  }

  ended(orderId: string, withinMs: number): Promise<boolean> {
    return this.#open.endOf(orderId, withinMs);
  }

  /** Checkouts as people see and steer them. */
  view(): Sagas {
    return choreographedSagas(this.#process, (ended) => this.#ended(ended));
  }

  #assertRoom(): void {
    const limit = this.#options.maxOpen ?? 20_000;
    if (this.#stopped) throw new Overloaded('this host is shutting down; try again');
    if (this.#open.count >= limit) throw new Overloaded(`${limit} checkouts are under way; try again later`);
  }

  async #keepDeadlines(): Promise<void> {
    while (!this.#stopped && (await keepDeadlines(this.#process)) > 0);
  }

  #ended(ended: readonly Ended[]): void {
    for (const { orderId, status, durationMs, failure } of ended) {
      this.#open.ended(orderId);
      this.#options.onEnd?.(CHOREOGRAPHED, status, durationMs, failure);
    }
  }
}
