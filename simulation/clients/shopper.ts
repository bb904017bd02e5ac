import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { OrderRequest } from '../host/edge.ts';
import type { World } from '../world/world.ts';
import { Asking } from './asking.ts';
import { type ClientBook, isDefinite } from './client-book.ts';

// A client with one order. It repeats its request under the same key until it knows what became of it, whichever host
// answers; it double-clicks, gives up waiting, and asks again for what it knows already.

export interface ShopperPlan {
  readonly request: OrderRequest;
  /** Also sends the request to another host at the same time. */
  readonly doubleClicks: boolean;
  /** Sends the request again when it has been answered. */
  readonly asksAgain: boolean;
  /** Cancels the order this long after it was acknowledged. */
  readonly cancelsAfterMs: number | undefined;
}

export class Shopper {
  readonly #world: World;
  readonly #book: ClientBook;
  readonly #plan: ShopperPlan;
  readonly #asking: Asking;
  #isServed = false;

  constructor(world: World, book: ClientBook, plan: ShopperPlan) {
    this.#world = world;
    this.#book = book;
    this.#plan = plan;
    this.#asking = new Asking(world);
  }

  /** It waits for nothing and has nothing more to ask. */
  get isDone(): boolean {
    return this.#asking.isDone;
  }

  begin(): void {
    this.#asking.begin(() => this.#order(), this.#plan.doubleClicks);
  }

  #order(): void {
    const { request } = this.#plan;
    this.#book.sent(request);
    this.#asking.untilAnswered(
      'order',
      (edge) => edge.placeOrder(request),
      (answer) => {
        this.#book.answered(request, answer);
        return isDefinite(answer);
      },
      (answer) => this.#ordered(answer),
    );
  }

  #ordered(answer: Answer): void {
    if (this.#isServed) return;
    this.#isServed = true;
    const { asksAgain, cancelsAfterMs } = this.#plan;
    if (asksAgain) this.#asking.later(this.#world.generator.between(0, 5_000), 'asks again', () => this.#order());
    if (cancelsAfterMs === undefined || answer.status !== 201) return;
    const { id } = JSON.parse(answer.body) as { id: string };
    this.#asking.later(cancelsAfterMs, 'changes its mind', () => this.#cancel(id));
  }

  #cancel(orderId: string): void {
    this.#asking.untilAnswered(
      'cancellation',
      (edge) => edge.cancelOrder(orderId, this.#plan.request.traceId),
      (answer) => answer.status < 500,
      (answer) => {
        if (answer.status === 202) this.#book.promisedCancellation(orderId);
      },
    );
  }
}
