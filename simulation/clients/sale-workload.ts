import type { SaleTerms, SteerAction } from '../../processes/sale/door.ts';
import { traceIdFrom } from '../host/host-clock.ts';
import type { SimulatedSale } from '../sale/simulated-sale.ts';
import type { World } from '../world/world.ts';
import { SALE_SKU } from './catalogue.ts';
import type { SaleBook } from './sale-book.ts';
import { SaleShopper } from './sale-shopper.ts';

// What people do to the sale of a seed: the operator who steers it, the crowd that comes, and those who come late.

const PRODUCT = { productId: 'mug', sku: SALE_SKU, currency: 'GBP' };
const PRICE_MINOR = 1_000;
/** Shorter than the time in which things fail. */
const RUSH_MS = 3_000;
const CUSTOMERS = 8;
const ASKED_AGAIN_MS = 4_000;

export class SaleWorkload {
  readonly #world: World;
  readonly #sale: SimulatedSale;
  readonly #book: SaleBook;
  readonly #shoppers: SaleShopper[] = [];
  #unanswered = 0;
  #actions = 0;
  #startsAtMs = 0;

  constructor(world: World, sale: SimulatedSale, book: SaleBook) {
    this.#world = world;
    this.#sale = sale;
    this.#book = book;
  }

  get isDone(): boolean {
    return this.#unanswered === 0 && this.#shoppers.every((shopper) => shopper.isDone);
  }

  /** Makes the sale known. Its stock is on the shelf by then. */
  schedule(): void {
    const { saleId, quantity, perCustomerLimit, rateRequests, startsAfterMs, lastsMs, waitingRoom } = this.#sale.plan;
    this.#startsAtMs = this.#world.scheduler.nowMs + startsAfterMs;
    const terms: SaleTerms = {
      ...PRODUCT,
      quantity,
      perCustomerLimit,
      priceMinor: PRICE_MINOR,
      startsAtMs: this.#startsAtMs,
      endsAtMs: this.#startsAtMs + lastsMs,
      rateRequests,
      rateWindowMs: 1_000,
      waitingRoom,
    };
    this.#untilDone('schedule', async (sales) => (await sales.schedule(saleId, terms, {})).kind);
  }

  /** Plans the crowd, which wants more than there is, and what the operator does. */
  open(): void {
    const { generator, scheduler } = this.#world;
    const count = this.#sale.plan.quantity + generator.between(2, 10);
    for (let number = 1; number <= count; number++) {
      const shopper = this.#shopper(`sale key ${number}`, `customer ${generator.between(1, CUSTOMERS)}`, true);
      scheduler.after(generator.between(0, RUSH_MS), undefined, `customer ${number} comes to the sale`, () =>
        shopper.begin(),
      );
    }
    this.#steer();
  }

  /** Somebody who comes when all is calm, and wants one. */
  comesLate(number: number): void {
    this.#shopper(`late key ${number}`, `late ${number}`, false).begin();
  }

  close(): void {
    this.#operate('close');
  }

  #shopper(key: string, customerId: string, isOfCrowd: boolean): SaleShopper {
    const { generator } = this.#world;
    const { saleId, perCustomerLimit, waitingRoom } = this.#sale.plan;
    const quantity = isOfCrowd ? generator.between(1, perCustomerLimit + (generator.chance(0.1) ? 1 : 0)) : 1;
    const shopper = new SaleShopper(this.#world, this.#book, {
      request: { principal: 'demo', key, body: { saleId, customerId, quantity }, traceId: traceIdFrom(generator) },
      doubleClicks: generator.chance(0.25),
      asksAgain: generator.chance(0.2),
      cancelsAfterMs: isOfCrowd && generator.chance(0.3) ? generator.between(0, 8_000) : undefined,
      comesAgain: isOfCrowd ? generator.between(0, 3) : 0,
      waitsInRoom: waitingRoom !== undefined,
    });
    this.#shoppers.push(shopper);
    return shopper;
  }

  #steer(): void {
    const { generator } = this.#world;
    if (generator.chance(0.2)) this.#later(generator.between(0, 2_000), 'open');
    if (generator.chance(0.35)) {
      const pausedMs = generator.between(500, 5_000);
      this.#later(pausedMs, 'pause', () => {
        // One that comes after the end opens nothing.
        this.#later(generator.between(500, 6_000), 'open', (kind) => {
          if (kind === 'steered') this.#sale.witness.pausesAreOver();
        });
      });
    } else this.#sale.witness.pausesAreOver();
    const endsMs = generator.between(4_000, 20_000);
    const ending = generator.between(1, 20);
    if (ending <= 3) this.#later(endsMs, 'drain', () => this.#later(generator.between(0, 6_000), 'close'));
    else if (ending <= 5) this.#later(endsMs, 'close');
  }

  #later(delayMs: number, action: SteerAction, then: (kind: string) => void = () => undefined): void {
    this.#unanswered += 1;
    this.#world.scheduler.after(delayMs, undefined, `operator: ${action}`, () => {
      this.#operate(action, then);
      this.#unanswered -= 1;
    });
  }

  #operate(action: SteerAction, then: (kind: string) => void = () => undefined): void {
    this.#actions += 1;
    const by = { steeringId: `${action} ${this.#actions}`, who: 'olga', why: 'simulated', expectedVersion: 0 };
    this.#untilDone(action, async (sales) => (await sales.steer(this.#sale.plan.saleId, action, by)).kind, then);
  }

  /** Asks a host, and asks again until there is an answer. */
  #untilDone(
    what: string,
    ask: (sales: NonNullable<World['openHosts'][number]['sales']>) => Promise<string>,
    then: (kind: string) => void = () => undefined,
  ): void {
    const { scheduler, generator } = this.#world;
    let isDone = false;
    this.#unanswered += 1;
    const attempt = (): void => {
      if (isDone) return;
      scheduler.after(ASKED_AGAIN_MS, undefined, `operator: ${what} again`, attempt);
      const open = this.#world.openHosts;
      if (open.length === 0) return;
      const host = generator.pick(open);
      scheduler.after(generator.between(0, 3), host, `operator: ${what}`, () => {
        const asked = host.sales === undefined ? Promise.reject(new Error('it is closed')) : ask(host.sales);
        asked.then(
          (kind) => {
            scheduler.note(`operator: ${what}: ${kind}`);
            if (isDone) return;
            isDone = true;
            then(kind);
            this.#unanswered -= 1;
          },
          (error: Error) => scheduler.note(`operator: ${what}: ${error.message}`),
        );
      });
    };
    attempt();
  }
}
