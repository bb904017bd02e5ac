import type { ShopRequest } from '../../http/shop-client.ts';
import { type Asking, askOnce, insist } from './ask.ts';
import { type Asked, type Attempt, type Journal, wordOf } from './journal.ts';
import type { Line } from './line.ts';
import type { SalePlan, SaleShopper } from './sale-plan.ts';

// What one of the crowd does, from coming to leaving.

export interface Floor extends Asking {
  readonly plan: SalePlan;
  readonly saleId: string;
  readonly journal: Journal;
  readonly line: Line;
}

const GREEDY_ORDERS = 3;
const BOT_BURSTS = 2;
const BOT_REQUESTS = 12;
const BOT_PAUSE_MS = 400;
/** The clock of the sales, which makes the draw, ticks once a second. */
const AFTER_THE_DRAW_MS = 1_200;

/** Resolves when they have left. */
export async function visit(shopper: SaleShopper, floor: Floor): Promise<void> {
  if (shopper.manner === 'passer-by') return passBy(shopper, floor);
  const ticket = floor.plan.waitingRoom === undefined ? undefined : await ticketFor(shopper, floor);
  if (floor.plan.waitingRoom !== undefined && ticket === undefined) return;
  const customer = new Customer(shopper, floor, ticket);
  switch (shopper.manner) {
    case 'no-show':
      return;
    case 'vanish':
      return customer.breakOff(customer.order(shopper.quantity));
    case 'bot':
      return customer.hammer();
    case 'second thoughts':
      return customer.changeMind();
    default:
      await customer.buy();
  }
}

class Customer {
  readonly #shopper: SaleShopper;
  readonly #floor: Floor;
  readonly #ticket: string | undefined;
  #orders = 0;

  constructor(shopper: SaleShopper, floor: Floor, ticket: string | undefined) {
    this.#shopper = shopper;
    this.#floor = floor;
    this.#ticket = shopper.manner === 'forger' && ticket !== undefined ? forged(ticket) : ticket;
  }

  /** An order of theirs, under a key of its own. */
  order(quantity: number): Asked {
    const { customerId, manner } = this.#shopper;
    this.#orders += 1;
    const asked: Asked = {
      key: `${customerId}-order-${this.#orders}`,
      customerId,
      manner,
      where: 'sale',
      quantity,
      attempts: [],
    };
    this.#floor.journal.asked.push(asked);
    return asked;
  }

  /** Tries in their own way, and as long as nothing is left waits for what comes back. */
  async buy(): Promise<Attempt> {
    let last = await this.#first();
    while (wordOf(last) === 'sold_out' && this.#shopper.staysInLine && (await this.#floor.line.wait())) {
      last = await this.#insist(this.order(1));
    }
    return last;
  }

  async breakOff(asked: Asked): Promise<void> {
    await askOnce(this.#floor, { ...this.#request(asked), hangUpAfterMs: this.#shopper.patienceMs }, asked.attempts);
  }

  /** Many requests at once, again and again, whatever the answers are. */
  async hammer(): Promise<void> {
    for (let burst = 0; burst < BOT_BURSTS; burst++) {
      const orders = Array.from({ length: BOT_REQUESTS }, () => this.order(1));
      await Promise.all(orders.map((asked) => askOnce(this.#floor, this.#request(asked), asked.attempts)));
      await this.#floor.sleep(BOT_PAUSE_MS);
    }
  }

  async changeMind(): Promise<void> {
    const { orderId } = await this.buy();
    if (orderId === undefined) return;
    await this.#floor.sleep(this.#shopper.patienceMs);
    const attempts: Attempt[] = [];
    this.#floor.journal.cancellations.push({ orderId, attempts });
    const path = `/orders/${encodeURIComponent(orderId)}/cancel`;
    const headers = { 'idempotency-key': `${this.#shopper.customerId}-cancel` };
    await insist(this.#floor, { method: 'POST', path, headers, body: { reason: 'I changed my mind.' } }, attempts);
  }

  async #first(): Promise<Attempt> {
    const { manner, quantity, clicks } = this.#shopper;
    if (manner === 'greedy') {
      const orders = Array.from({ length: GREEDY_ORDERS }, () => this.order(quantity));
      return bestOf(await Promise.all(orders.map((asked) => this.#insist(asked))));
    }
    const asked = this.order(quantity);
    if (manner === 'hang up') await this.breakOff(asked);
    if (manner !== 'double click') return this.#insist(asked);
    return bestOf(await Promise.all(Array.from({ length: clicks }, () => this.#insist(asked))));
  }

  #insist(asked: Asked): Promise<Attempt> {
    return insist(this.#floor, this.#request(asked), asked.attempts);
  }

  #request({ key, customerId, quantity }: Asked): ShopRequest {
    return {
      method: 'POST',
      path: `/sales/${this.#floor.saleId}/orders`,
      headers: { 'idempotency-key': key },
      body: { customer_id: customerId, quantity, ...(this.#ticket !== undefined && { ticket: this.#ticket }) },
    };
  }
}

/** A place in the waiting room; undefined for those who leave without one. */
async function ticketFor({ customerId, staysInLine }: SaleShopper, floor: Floor): Promise<string | undefined> {
  const attempts: Attempt[] = [];
  floor.journal.places.push({ customerId, attempts });
  const path = `/sales/${floor.saleId}/tickets`;
  const ask = () => insist(floor, { method: 'POST', path, body: { customer_id: customerId } }, attempts);
  for (;;) {
    const last = await ask();
    if (wordOf(last) === 'accepted') {
      const { ticket, position } = JSON.parse(last.text) as {
        readonly ticket: string;
        readonly position: number | null;
      };
      // Who came before the draw looks once more where it has put them.
      if (position === null) {
        await floor.sleep(AFTER_THE_DRAW_MS - floor.nowMs());
        await ask();
      }
      return ticket;
    }
    if (wordOf(last) !== 'sold_out' || !staysInLine || !(await floor.line.wait())) return undefined;
  }
}

async function passBy({ customerId, manner, quantity }: SaleShopper, floor: Floor): Promise<void> {
  const asked: Asked = { key: `${customerId}-order-1`, customerId, manner, where: 'shop', quantity, attempts: [] };
  floor.journal.asked.push(asked);
  const request: ShopRequest = {
    method: 'POST',
    path: '/orders',
    headers: { 'idempotency-key': asked.key },
    body: { customer_id: customerId, items: [{ product_id: floor.plan.productId, quantity }] },
  };
  await insist(floor, request, asked.attempts);
}

/** The ticket with one letter changed. */
function forged(ticket: string): string {
  const at = Math.floor(ticket.length * 0.9);
  return `${ticket.slice(0, at)}${ticket[at] === 'A' ? 'B' : 'A'}${ticket.slice(at + 1)}`;
}

/** Accepted, if any of them was; else the last that was heard. */
function bestOf(attempts: readonly Attempt[]): Attempt {
  const found = attempts.find((attempt) => wordOf(attempt) === 'accepted') ?? attempts.at(-1);
  if (found === undefined) throw new Error('nothing was asked');
  return found;
}
