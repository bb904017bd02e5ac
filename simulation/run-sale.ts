import type { Observer } from './checks/observer.ts';
import { SaleChecks } from './checks/sale-checks.ts';
import type { ClientBook } from './clients/client-book.ts';
import { SaleBook } from './clients/sale-book.ts';
import { SaleWorkload } from './clients/sale-workload.ts';
import type { World } from './world/world.ts';

// The sale of a seed from its first customer to its end. Once all is calm and at rest, those come who want what is left;
// then it is closed, and its stock goes back.

/** Everything that is on its way has time to arrive. */
const REST_WITHIN_MS = 420_000;

/** Runs events until it is so. Answers what was wrong at one of them. */
export type RunUntil = (isSo: () => boolean | Promise<boolean>, what: string, withinMs: number) => Promise<string[]>;

export class SaleRun {
  readonly workload: SaleWorkload;
  readonly checks: SaleChecks;
  readonly book: SaleBook;
  readonly #world: World;

  /** Undefined in a seed without one. */
  static of(world: World, observer: Observer, clients: ClientBook): SaleRun | undefined {
    if (world.sale === undefined) return undefined;
    const book = new SaleBook(clients);
    const workload = new SaleWorkload(world, world.sale, book);
    return new SaleRun(world, book, workload, new SaleChecks(world, world.sale, observer, book));
  }

  private constructor(world: World, book: SaleBook, workload: SaleWorkload, checks: SaleChecks) {
    this.#world = world;
    this.book = book;
    this.workload = workload;
    this.checks = checks;
  }

  /** After everything has drained. */
  async end(run: RunUntil, isDrained: () => Promise<boolean>): Promise<string[]> {
    const { checks, workload } = this;
    const { scheduler } = this.#world;
    const isAtRest = async (): Promise<boolean> => scheduler.nowMs > checks.settledByMs && (await isDrained());
    const before = await run(isAtRest, 'drains: the sale', REST_WITHIN_MS);
    if (before.length > 0) return before;
    const atRest = await checks.atRest();
    if (atRest.length > 0 || !checks.isOpen) return atRest;
    scheduler.note('those come who want what is left of the sale');
    const { quantity } = this.#world.sale?.plan ?? { quantity: 0 };
    for (let number = 1; number <= quantity + 1 && checks.isOpen; number++) {
      workload.comesLate(number);
      const wrong = await run(() => workload.isDone, 'drains: those who came late', REST_WITHIN_MS);
      if (wrong.length > 0) return wrong;
    }
    const afterwards = await run(isDrained, 'drains: what came late', REST_WITHIN_MS);
    if (afterwards.length > 0) return afterwards;
    const unsold = checks.everythingSold();
    if (unsold.length > 0) return unsold;
    workload.close();
    return run(async () => checks.isClosed && (await isDrained()), 'sale-closes: its end', REST_WITHIN_MS);
  }
}
