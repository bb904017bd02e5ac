import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { World } from '../world/world.ts';
import { Asking } from './asking.ts';
import { isDefinite } from './client-book.ts';
import type { SaleBook, SaleRequest } from './sale-book.ts';

// A customer of the sale. Gets a ticket where there is a waiting room, asks under one key until it is known what became of
// it, and, told that nothing is left, stands in line: orders again later, under another key.

export interface SaleShopperPlan {
  readonly request: SaleRequest;
  readonly doubleClicks: boolean;
  readonly asksAgain: boolean;
  readonly cancelsAfterMs: number | undefined;
  /** How often they come again after "sold out". */
  readonly comesAgain: number;
  /** The sale has a waiting room: they get a ticket first. */
  readonly waitsInRoom: boolean;
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
    this.#asking.begin(() => this.#come(), this.#plan.doubleClicks);
  }

  #come(): void {
    if (this.#plan.waitsInRoom) this.#enter();
    else this.#order();
  }

  /** Tickets are for those who wait: whoever was let in before has theirs, and asks for it again. */
  #enter(): void {
    const tries = this.#tries;
    const { key, body, ...request } = this.#request();
    this.#book.cameToRoom.add(body.customerId);
    const asked = { ...request, key: `ticket of ${key}`, body: { saleId: body.saleId, customerId: body.customerId } };
    this.#asking.untilAnswered(
      'ticket',
      (edge) => edge.enterWaitingRoom(asked),
      (answer) => {
        this.#book.entered(asked, answer);
        return isDefinite(answer);
      },
      (answer) => {
        if (tries !== this.#tries) return;
        if (answer.status !== 201) this.#comeAgainAfter(answer);
        else this.#order((JSON.parse(answer.body) as { ticket: string }).ticket);
      },
    );
  }

  #request(): SaleRequest {
    const { request: first } = this.#plan;
    return this.#tries === 0 ? first : { ...first, key: `${first.key}, again ${this.#tries}` };
  }

  #order(ticket?: string): void {
    const tries = this.#tries;
    const bare = this.#request();
    const request = ticket === undefined ? bare : { ...bare, body: { ...bare.body, ticket } };
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
        if (tries === this.#tries) this.#answered(answer, ticket);
      },
    );
  }

  #answered(answer: Answer, ticket?: string): void {
    const { generator } = this.#world;
    const { asksAgain, cancelsAfterMs } = this.#plan;
    if (this.#comeAgainAfter(answer) || this.#isServed) return;
    this.#isServed = true;
    if (asksAgain)
      this.#asking.later(generator.between(0, 5_000), 'asks again for the sale order', () => this.#order(ticket));
    if (cancelsAfterMs === undefined || answer.status !== 202) return;
    const { order_id: orderId } = JSON.parse(answer.body) as { order_id: string };
    this.#asking.later(cancelsAfterMs, 'changes its mind about the sale', () => this.#cancel(orderId));
  }

  /** True where they do. */
  #comeAgainAfter({ status }: Answer): boolean {
    if (status !== 409 || this.#tries >= this.#plan.comesAgain) return false;
    this.#tries += 1;
    const afterMs = this.#world.generator.between(100, 4_000);
    this.#asking.later(afterMs, 'comes to the sale again', () => this.#come());
    return true;
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
