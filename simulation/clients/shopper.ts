import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { Edge, OrderRequest } from '../host/edge.ts';
import type { SimulatedHost } from '../host/simulated-host.ts';
import type { World } from '../world/world.ts';
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
  /** Requests of which it does not know yet what became. */
  #open = 0;
  #mayCome = true;
  #isServed = false;

  constructor(world: World, book: ClientBook, plan: ShopperPlan) {
    this.#world = world;
    this.#book = book;
    this.#plan = plan;
  }

  /** It waits for nothing and has nothing more to ask. */
  get isDone(): boolean {
    return !this.#mayCome && this.#open === 0;
  }

  begin(): void {
    this.#mayCome = false;
    this.#order();
    if (this.#plan.doubleClicks) this.#order();
  }

  #order(): void {
    const { request } = this.#plan;
    this.#book.sent(request);
    this.#untilAnswered(
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
    if (asksAgain) this.#later(this.#world.generator.between(0, 5_000), 'asks again', () => this.#order());
    if (cancelsAfterMs === undefined || answer.status !== 201) return;
    const { id } = JSON.parse(answer.body) as { id: string };
    this.#later(cancelsAfterMs, 'changes its mind', () => this.#cancel(id));
  }

  #later(delayMs: number, what: string, then: () => void): void {
    this.#open += 1;
    this.#world.scheduler.after(delayMs, undefined, what, () => {
      this.#open -= 1;
      then();
    });
  }

  #cancel(orderId: string): void {
    this.#untilAnswered(
      'cancellation',
      (edge) => edge.cancelOrder(orderId, this.#plan.request.traceId),
      (answer) => answer.status < 500,
      (answer) => {
        if (answer.status === 202) this.#book.promisedCancellation(orderId);
      },
    );
  }

  /** Asks host after host until an answer settles it. */
  #untilAnswered(
    what: string,
    ask: (edge: Edge) => Promise<Answer>,
    settles: (answer: Answer) => boolean,
    then: (answer: Answer) => void,
  ): void {
    const { scheduler, generator, faults } = this.#world;
    let isSettled = false;
    this.#open += 1;
    const attempt = (): void => {
      if (isSettled) return;
      const patience = scheduler.after(generator.between(2_000, 15_000), undefined, `${what}: no answer`, attempt);
      const again = (): void => {
        patience();
        scheduler.after(generator.between(50, 2_000), undefined, `${what}: again`, attempt);
      };
      const host = this.#anyHost();
      if (host === undefined) {
        again();
        return;
      }
      scheduler.send(generator.between(0, 5), host, `${what} arrives`, () => {
        const { edge } = host;
        if (edge === undefined || faults.occurs('request lost')) return;
        host.busy += 1;
        void ask(edge).then((answer) => {
          host.busy -= 1;
          if (faults.occurs('reply lost')) return;
          scheduler.send(generator.between(0, 5), undefined, `${what}: ${answer.status} from ${host.name}`, () => {
            const wasSettled = isSettled;
            // A late copy of an answer is held against the first.
            isSettled = settles(answer) || wasSettled;
            if (wasSettled) return;
            if (!isSettled) return again();
            patience();
            this.#open -= 1;
            then(answer);
          });
        });
      });
    };
    attempt();
  }

  #anyHost(): SimulatedHost | undefined {
    const open = this.#world.openHosts;
    return open.length === 0 ? undefined : this.#world.generator.pick(open);
  }
}
