import { catalog } from '../../modules/catalog/contract.ts';
import { customer } from '../../modules/customer/contract.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { PRICE_LIST } from '../host/build-host.ts';
import type { OrderBody } from '../host/edge.ts';
import { traceIdFrom } from '../host/host-clock.ts';
import type { World } from '../world/world.ts';
import { COUPONS, PRODUCTS, SALE_SKU } from './catalogue.ts';
import type { ClientBook } from './client-book.ts';
import { Shopper, type ShopperPlan } from './shopper.ts';

// What people do to the shop in one seed.

const MOST_SHOPPERS = 24;
const LEAST_SHOPPERS = 6;
const RUSH_MS = 12_000;
const CUSTOMERS = 8;
const CURRENCY = 'GBP';
const METHODS = ['card', 'card', 'card', 'card', 'bank_transfer', 'invoice', 'wallet', 'wallet'] as const;

export class Workload {
  readonly #world: World;
  readonly #book: ClientBook;
  readonly #shoppers: Shopper[] = [];
  #calls = 0;
  #unanswered = 0;

  constructor(world: World, book: ClientBook) {
    this.#world = world;
    this.#book = book;
  }

  /** Nobody waits for anything any more. */
  get isDone(): boolean {
    return this.#unanswered === 0 && this.#shoppers.every((shopper) => shopper.isDone);
  }

  /** Fills the shelves. Resolved by the world's events. */
  stockUp(): void {
    const { generator } = this.#world;
    for (const { productId, sku, priceMinor } of PRODUCTS) {
      this.#ask(catalog.addProduct({ productId, sku, name: productId, category: 'all', kind: 'goods' }));
      this.#ask(price(productId, priceMinor));
      this.#ask(adjustment(`first of ${sku}`, sku, 'main', generator.between(0, 12)));
      if (this.#world.sale !== undefined && sku === SALE_SKU)
        this.#ask(adjustment('for the sale', sku, 'main', this.#world.sale.plan.quantity));
      if (generator.chance(0.4)) this.#ask(adjustment(`more of ${sku}`, sku, 'north', generator.between(1, 4)));
    }
    for (const [index, terms] of COUPONS.entries())
      this.#ask(coupon(index, terms, generator.between(1, 5), generator.between(0, 2)));
    for (let number = 1; number <= CUSTOMERS; number++) {
      if (generator.chance(0.6)) this.#openWallet(number);
    }
  }

  #openWallet(number: number): void {
    const { generator } = this.#world;
    const amountMinor = generator.between(1, 8) * 1_000;
    const opening = wallet.openWallet({
      walletId: walletOf(number),
      customerId: `customer ${number}`,
      currency: CURRENCY,
    });
    this.#ask(opening, () => this.#ask(deposit(`first ${number}`, number, amountMinor)));
  }

  /** Plans everything that people will do. */
  open(): void {
    const { generator, scheduler } = this.#world;
    const count = generator.between(LEAST_SHOPPERS, MOST_SHOPPERS);
    for (let number = 1; number <= count; number++) {
      const shopper = new Shopper(this.#world, this.#book, this.#plan(number));
      this.#shoppers.push(shopper);
      scheduler.after(generator.between(0, RUSH_MS), undefined, `shopper ${number} comes`, () => shopper.begin());
      if (generator.chance(0.08)) this.#misuse(number);
    }
    for (let number = generator.between(0, 6); number > 0; number--) {
      scheduler.after(generator.between(0, RUSH_MS), undefined, 'staff', () => this.#work(number));
    }
  }

  #plan(number: number): ShopperPlan {
    const { generator } = this.#world;
    const request = {
      principal: 'demo',
      key: `key ${number}`,
      body: this.#basket(),
      traceId: traceIdFrom(generator),
    };
    return {
      request,
      doubleClicks: generator.chance(0.2),
      asksAgain: generator.chance(0.2),
      cancelsAfterMs: generator.chance(0.5) ? generator.between(0, 8_000) : undefined,
    };
  }

  /** Somebody sends another order under a key that is in use. */
  #misuse(number: number): void {
    const plan: ShopperPlan = { ...this.#plan(number), cancelsAfterMs: undefined };
    const other = new Shopper(this.#world, this.#book, plan);
    this.#shoppers.push(other);
    const { generator, scheduler } = this.#world;
    scheduler.after(generator.between(0, RUSH_MS), undefined, `key ${number} is used again`, () => other.begin());
  }

  #basket(): OrderBody {
    const { generator } = this.#world;
    const lines = Array.from({ length: generator.between(1, 3) }, () => {
      const { productId, priceMinor } = generator.pick(PRODUCTS);
      const quantity = generator.between(1, 3);
      return generator.chance(0.5) ? { productId, quantity, seenMinor: priceMinor } : { productId, quantity };
    });
    const paymentMethod = generator.pick(METHODS);
    return {
      customerId: `customer ${generator.between(1, CUSTOMERS)}`,
      paymentMethod,
      lines,
      ...(generator.chance(0.4) && { coupon: generator.pick(COUPONS).code }),
      ...(paymentMethod === 'card' && generator.chance(0.3) && { storeCredit: `${generator.between(1, 30)}.00` }),
    };
  }

  #work(number: number): void {
    const { generator } = this.#world;
    const { productId, sku, priceMinor } = generator.pick(PRODUCTS);
    const jobs = [
      () => adjustment(`delivery ${number}`, sku, 'main', generator.between(1, 6)),
      () => adjustment(`loss ${number}`, sku, 'main', -generator.between(1, 4)),
      () => price(productId, priceMinor + generator.between(0, 1) * 50),
      () => deposit(`more ${number}`, generator.between(1, CUSTOMERS), 1_500),
      () =>
        customer.setCustomerStatus({
          customerId: `customer ${generator.between(1, CUSTOMERS)}`,
          active: generator.chance(0.5),
        }),
    ];
    this.#ask(generator.pick<() => Call>(jobs)());
  }

  /** Asks a host, and asks again until there is an answer: staff are patient. */
  #ask(call: Call, then: () => void = () => undefined): void {
    const { scheduler, generator } = this.#world;
    this.#calls += 1;
    const name = `staff ${this.#calls}: ${call.method.localName}`;
    let isAnswered = false;
    this.#unanswered += 1;
    const answered = (): void => {
      if (isAnswered) return;
      isAnswered = true;
      then();
      this.#unanswered -= 1;
    };
    const attempt = (): void => {
      if (isAnswered) return;
      scheduler.after(6_000, undefined, `${name} again`, attempt);
      const open = this.#world.openHosts;
      if (open.length === 0) return;
      const host = generator.pick(open);
      scheduler.after(generator.between(0, 3), host, name, () => {
        host
          .receive(scheduler.nowMs, call.method, call.request)
          .then(answered, (error: Error) => scheduler.note(`${name}: ${error.message}`));
      });
    };
    attempt();
  }
}

function price(productId: string, amountMinor: number): Call {
  return pricing.setPrice({ productId, priceList: PRICE_LIST, currency: CURRENCY, amountMinor, open: false });
}

function adjustment(adjustmentId: string, sku: string, warehouse: string, delta: number): Call {
  return inventory.adjustStock({ adjustmentId, sku, warehouse, delta, reason: 'simulated' });
}

function coupon(index: number, terms: (typeof COUPONS)[number], totalLimit: number, perCustomerLimit: number): Call {
  const limits = { totalLimit, perCustomerLimit, minimumMinor: 0, startsAtMs: 0, endsAtMs: 0 };
  return promotion.createCoupon({ couponId: numbered(0xc0 + index), currency: CURRENCY, ...terms, ...limits });
}

function deposit(movementId: string, number: number, amountMinor: number): Call {
  return wallet.deposit({
    movementId,
    walletId: walletOf(number),
    amountMinor,
    currency: CURRENCY,
    reason: 'simulated',
  });
}

function walletOf(number: number): string {
  return numbered(0xa0 + number);
}

function numbered(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}
