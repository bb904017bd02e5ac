import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { World } from '../world/world.ts';
import { Asking } from './asking.ts';
import { isDefinite } from './client-book.ts';
import type { SaleBook, SaleRequest } from './sale-book.ts';

// A customer of the sale. Asks under one key until it is known what became of it, and, told that nothing is left, stands in
// line: orders again later, under another key.

export interface SaleShopperPlan {
  readonly request: SaleRequest;
  readonly doubleClicks: boolean;
  readonly asksAgain: boolean;
  readonly cancelsAfterMs: number | undefined;
  /** How often they come again after "sold out". */
  readonly comesAgain: number;
}

export class SaleShopper {
  readonly #world: World;
  readonly #book: SaleBook;
  readonly #plan: SaleShopperPlan;
  readonly #asking: Asking;
  #tries = 0;
  #isServed = false;

  constructor(world: World, book: SaleBook, plan: SaleShopperPlan) {
    this.#world = world;
    this.#book = book;
    this.#plan = plan;
    this.#asking = new Asking(world);
  }

  get isDone(): boolean {
    return this.#asking.isDone;
  }

  begin(): void {
    this.#asking.begin(() => this.#order(), this.#plan.doubleClicks);
  }

  #order(): void {
    const { request: first } = this.#plan;
    const tries = this.#tries;
    const request = tries === 0 ? first : { ...first, key: `${first.key}, again ${tries}` };
    const { scheduler } = this.#world;
    this.#book.sent(request, scheduler.nowMs);
    this.#asking.untilAnswered(
      'sale order',
      (edge) => edge.orderFromSale(request),
      (answer) => {
        this.#book.answered(request, answer, scheduler.nowMs);
        return isDefinite(answer);
      },
      (answer) => {
        if (tries === this.#tries) this.#answered(answer);
      },
    );
  }

  #answered(answer: Answer): void {
    const { generator } = this.#world;
    const { asksAgain, cancelsAfterMs, comesAgain } = this.#plan;
    if (answer.status === 409 && this.#tries < comesAgain) {
      this.#tries += 1;
      this.#asking.later(generator.between(100, 4_000), 'comes to the sale again', () => this.#order());
      return;
    }
    if (this.#isServed) return;
    this.#isServed = true;
    if (asksAgain)
      this.#asking.later(generator.between(0, 5_000), 'asks again for the sale order', () => this.#order());
    if (cancelsAfterMs === undefined || answer.status !== 202) return;
    const { order_id: orderId } = JSON.parse(answer.body) as { order_id: string };
    this.#asking.later(cancelsAfterMs, 'changes its mind about the sale', () => this.#cancel(orderId));
  }

  #cancel(orderId: string): void {
    this.#asking.untilAnswered(
      'cancellation of a sale order',
      (edge) => edge.cancelOrder(orderId, this.#plan.request.traceId),
      (answer) => answer.status < 500 && answer.status !== 425,
      (answer) => {
        if (answer.status === 202) this.#book.promised.add(orderId);
      },
    );
  }
}
