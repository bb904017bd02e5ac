import type { SalePlan } from './sale-plan.ts';
import { type Floor, visit } from './visit.ts';

/** Lets the crowd come as planned, and counts who is doing something. */
export class Crowd {
  /** Resolves when everybody has left. */
  readonly gone: Promise<unknown>;
  readonly #plan: SalePlan;
  readonly #floor: Floor;
  #left = 0;

  constructor(floor: Floor) {
    this.#plan = floor.plan;
    this.#floor = floor;
    this.gone = Promise.all(
      this.#plan.shoppers.map(async (shopper) => {
        await floor.sleep(shopper.arrivesAtMs - floor.nowMs());
        await visit(shopper, floor);
        this.#left += 1;
      }),
    );
    // Nobody may be waiting yet: whoever waits is told of it.
    this.gone.catch(() => undefined);
  }

  /** True when everybody has left or waits for what comes back. */
  get isAtRest(): boolean {
    return this.#left + this.#floor.line.length === this.#plan.shoppers.length;
  }
}
