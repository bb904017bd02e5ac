import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { remainingOf } from '../../processes/sale/gate-keeper.ts';
import type { Order } from '../../views/audit/facts.ts';
import type { Refusal, SaleBook } from '../clients/sale-book.ts';
import type { SimulatedSale } from '../sale/simulated-sale.ts';
import type { World } from '../world/world.ts';
import type { Observer } from './observer.ts';
import { RoomChecks } from './room-checks.ts';
import { SaleMoments } from './sale-moments.ts';

// Invariants of the seed's sale. At every step: the ledger sells no more than there is and counts right, nobody has more
// than one may, what a gate of an older epoch let through is not sold, its operator's last word counts, and the gate neither promises more than there is nor
// has units out for nobody. At rest: gate and ledger agree, and nothing is lost between them. At the end: what customers
// were told.

type Claim = Reply<typeof sale.listClaims>['claims'][number];
type KnownSale = Reply<typeof sale.getSales>['sales'][number];

/** Units that were taken for an order which the ledger never saw are back within this time. */
const ORPHANS_MS = 10_000;
const LOOK_MS = 500;
/** A call that was lost before all was calm is given up by then, and whoever waited for it goes on. */
const TAIL_MS = 10_000;
/** What a host says may be as old as this: what it remembers, and a question that several share. */
const OLD_MS = 1_000;
/** The same while everything fails: calls are late, machines stand still, clocks jump. */
const OLD_IN_STORM_MS = 45_000;
const CLOCKS_OFF_MS = 9_000;
const OVER: ReadonlySet<string> = new Set(['closing', 'closed']);

export class SaleChecks {
  readonly #world: World;
  readonly #sale: SimulatedSale;
  readonly #observer: Observer;
  readonly #book: SaleBook;
  /** Where it has a waiting room. */
  readonly #room: RoomChecks | undefined;
  readonly #moments = new SaleMoments();
  readonly #claimed = new Set<string>();
  readonly #seen = new Set<string>();
  #known: KnownSale | undefined;
  #nextLookMs = 0;

  constructor(world: World, sale: SimulatedSale, observer: Observer, book: SaleBook) {
    this.#world = world;
    this.#sale = sale;
    this.#observer = observer;
    this.#book = book;
    this.#room = sale.plan.waitingRoom && new RoomChecks(sale.plan, observer, book);
  }

  /** From then on what was due is done. */
  get settledByMs(): number {
    return this.#world.quietSinceMs + TAIL_MS + ORPHANS_MS;
  }

  get isOpen(): boolean {
    return this.#known?.state === 'open';
  }

  get isClosed(): boolean {
    return this.#known?.state === 'closed';
  }

  /** Orders that have, or had, units of the sale. */
  has(orderId: string): boolean {
    return this.#claimed.has(orderId);
  }

  /** What is wrong now; empty where all is well. */
  async look(changed: ReadonlySet<string>): Promise<string[]> {
    const isOfLedger = changed.has('sale');
    const ofLedger = isOfLedger ? await this.#ledger() : [];
    const ofGate = this.#sale.gateHasChanged() || isOfLedger ? await this.#gate() : [];
    return [...ofLedger, ...ofGate, ...(await this.#orphans())];
  }

  async #ledger(): Promise<string[]> {
    const { saleId, quantity, perCustomerLimit } = this.#sale.plan;
    const { doors } = this.#observer;
    const { sales } = await doors.call(sale.getSales({ saleIds: [saleId] }));
    const [known] = sales;
    // One commit may have claims and the epoch that came after them.
    const since = this.#known?.epoch ?? 0;
    const claimedBefore = this.#known?.claimed ?? 0;
    this.#known = known;
    if (known === undefined) return [];
    const all = await this.#claims('');
    this.#leastWithin(known, claimedBefore, all);
    const live = all.filter(({ status }) => status === 'claimed');
    const units = sum(live);
    const wrong: string[] = [];
    if (known.state === 'paused' && !this.#sale.witness.mayBePaused)
      wrong.push('last-word-counts: the sale is paused, and its operator has opened it since');
    if (known.claimed !== units) wrong.push(`sale-counts-claims: ${known.claimed} are counted, orders have ${units}`);
    if (Math.max(units, known.claimed) > quantity) wrong.push(`sale-no-oversell: ${units} of ${quantity} are sold`);
    for (const [customerId, own] of unitsByCustomer(live)) {
      if (own > perCustomerLimit)
        wrong.push(`limit-per-customer: ${customerId} has ${own} where ${perCustomerLimit} are allowed`);
    }
    wrong.push(...(await this.#buyers(live)));
    for (const { orderId } of live) {
      if (this.#claimed.has(orderId)) continue;
      this.#claimed.add(orderId);
      if (!this.#sale.witness.mayClaim(orderId, since, known.epoch))
        wrong.push(`epoch-fence: order ${orderId} has units that no gate of epoch ${known.epoch} let it have`);
    }
    return [...wrong, ...((await this.#room?.look(known, all)) ?? [])];
  }

  /** What a customer's limit is held against is what their orders have. */
  async #buyers(live: readonly Claim[]): Promise<string[]> {
    const request = { saleId: this.#sale.plan.saleId, afterCustomerId: '', limit: 1_000 };
    const { buyers } = await this.#observer.doors.call(sale.listBuyers(request));
    const counted = new Map(buyers.map(({ customerId, units }) => [customerId, units]));
    const claimed = unitsByCustomer(live);
    return [...new Set([...counted.keys(), ...claimed.keys()])]
      .filter((customerId) => (counted.get(customerId) ?? 0) !== (claimed.get(customerId) ?? 0))
      .map((customerId) => `buyers-match-claims: what is counted of ${customerId} is not what their orders have`);
  }

  /**
   * The least that there may have been at a moment of the commit: a batch may sell first, and then give units back. Whoever
   * asked between was told the truth.
   */
  #leastWithin(known: KnownSale, claimedBefore: number, all: readonly Claim[]): void {
    const fresh = all.filter(({ orderId }) => !this.#seen.has(orderId));
    for (const { orderId } of fresh) this.#seen.add(orderId);
    const remaining = this.#sale.plan.quantity - claimedBefore - sum(fresh);
    const { nowMs } = this.#world.scheduler;
    if (remaining < remainingOf(known)) this.#moments.add({ atMs: nowMs, remaining, underWay: 0, state: known.state });
  }

  async #gate(): Promise<string[]> {
    const known = this.#known;
    if (known === undefined) return [];
    const { saleId, quantity } = this.#sale.plan;
    const { witness, gate } = this.#sale;
    const { nowMs } = this.#world.scheduler;
    const unsettled = (await gate?.unsettled(saleId, 0, quantity)) ?? [];
    // Whom the ledger has answered is not on the way to it any more.
    const underWay = sum(unsettled.filter(({ orderId }) => !this.#seen.has(orderId)));
    this.#moments.add({ atMs: nowMs, remaining: remainingOf(known), underWay, state: known.state });
    if (gate === undefined) return [];
    const wrong = unsettled
      .filter(({ orderId }) => !witness.wasAsked(orderId))
      .map(({ orderId }) => `deductions-have-orders: the gate has units out for ${orderId}, which nobody ordered`);
    const remaining = (await gate.remaining(saleId))?.remaining ?? 0;
    if (remaining < 0 || remaining > quantity)
      wrong.push(`gate-within-quantity: the gate promises ${remaining} of ${quantity}`);
    return wrong;
  }

  async #orphans(): Promise<string[]> {
    const { gate, plan } = this.#sale;
    const { nowMs } = this.#world.scheduler;
    if (!this.isOpen || nowMs < this.#nextLookMs || nowMs < this.settledByMs) return [];
    this.#nextLookMs = nowMs + LOOK_MS;
    const orphans = (await gate?.unsettled(plan.saleId, ORPHANS_MS, plan.quantity)) ?? [];
    return orphans.map(({ orderId }) => `orphans-in-time: the gate has units out for ${orderId} for ${ORPHANS_MS} ms`);
  }

  /** Nothing is under way, and whoever looks now and then has looked. */
  async atRest(): Promise<string[]> {
    const known = present(this.#known, 'the sale of this seed');
    const { gate, plan } = this.#sale;
    const { doors } = this.#observer;
    const left = remainingOf(known);
    const wrong: string[] = [];
    const promised = await gate?.remaining(plan.saleId);
    const isSame = promised === undefined || (promised.remaining === left && promised.epoch === known.epoch);
    if (this.isOpen && !isSame) {
      const { remaining, epoch } = promised;
      wrong.push(`gate-equals-ledger: ${remaining} in epoch ${epoch} are promised, ${left} in ${known.epoch} are left`);
    }
    const { setAsides } = await doors.call(inventory.getSetAsides({ setAsideIds: [plan.saleId] }));
    if (!OVER.has(known.state)) {
      const aside = sum(setAsides[0]?.allocations ?? []);
      if (aside !== left) wrong.push(`units-add-up: ${left} are left to sell, and ${aside} are set aside`);
    }
    return wrong;
  }

  /** Whoever came when all was calm has one, as long as there were any. */
  everythingSold(): string[] {
    const left = this.#known === undefined ? 0 : remainingOf(this.#known);
    return this.isOpen && left > 0 ? [`nothing-undersold: ${left} units are left, and somebody wanted one`] : [];
  }

  /** When all is over. */
  async atEnd(): Promise<string[]> {
    const book = this.#book;
    const wrong = book.refusals.flatMap((refusal) => this.#untrue(refusal));
    wrong.push(...(this.#room?.toldPlaces() ?? []));
    const claims = new Map((await this.#claims('')).map((claim) => [claim.orderId, claim]));
    const orders = await this.#orders([...claims.keys(), ...book.queued.keys()]);
    for (const [orderId, { customerId, quantity }] of book.queued) {
      const claim = claims.get(orderId);
      if (claim === undefined) wrong.push(`nothing-lost: order ${orderId} was queued, and its sale does not know it`);
      else if (claim.customerId !== customerId || claim.quantity !== quantity)
        wrong.push(`replies-match: order ${orderId} is not what ${customerId} was told`);
    }
    for (const [orderId, { status }] of claims) {
      const order = orders.get(orderId);
      const isLive = status === 'claimed';
      if (isLive !== (order?.status === 'CONFIRMED'))
        wrong.push(`units-match-orders: order ${orderId} is ${order?.status ?? 'unknown'}, its units are ${status}`);
      if (order?.reason === 'out_of_stock')
        wrong.push(`set-aside-is-kept: order ${orderId} had units of the sale and ended for want of stock`);
    }
    for (const orderId of book.promised) {
      if (claims.get(orderId)?.status === 'claimed')
        wrong.push(`everything-settles: ${orderId} was to be cancelled and has its units`);
    }
    for (const { key, code } of book.refusals) {
      const orderId = this.#sale.witness.orderIdOf(key) ?? '';
      if (claims.get(orderId)?.status === 'claimed')
        wrong.push(`told-no-has-nothing: ${key} was told ${code}, and its order ${orderId} has units`);
    }
    if (!this.isClosed) wrong.push(`sale-closes: it is ${this.#known?.state} a day later`);
    return wrong;
  }

  #untrue(refusal: Refusal): string[] {
    const { key, quantity, code, askedMs, toldMs, customerAskedFor } = refusal;
    const isCalm = askedMs > this.settledByMs;
    const fromMs = askedMs - (isCalm ? OLD_MS : OLD_IN_STORM_MS);
    const { perCustomerLimit } = this.#sale.plan;
    const { endsAtMs } = present(this.#known?.terms, 'terms of the sale');
    switch (code) {
      case 'sold_out':
        return this.#moments.was(fromMs, toldMs, ({ remaining, underWay }) => remaining - underWay < quantity)
          ? []
          : [
              `sold-out-is-true: ${key} wanted ${quantity} and was told that nothing is left, which there was all the time`,
            ];
      case 'limit_reached':
        return customerAskedFor > perCustomerLimit
          ? []
          : [
              `limit-reached-is-true: ${key} was refused, and ${customerAskedFor} of ${perCustomerLimit} were asked for`,
            ];
      case 'sale_over':
        return this.#moments.was(fromMs, toldMs, ({ state }) => OVER.has(state)) || toldMs > endsAtMs - CLOCKS_OFF_MS
          ? []
          : [`over-is-true: ${key} was told that the sale is over, and it was not`];
      case 'order_withdrawn':
        return [];
      case 'turn_lost':
      case 'ticket_used':
        return (
          this.#room?.untrue(refusal) ?? [`refusals-are-known: there is no waiting room, and ${key} was told ${code}`]
        );
      default:
        return [`refusals-are-known: ${key} was told ${code}`];
    }
  }

  async #claims(status: string): Promise<readonly Claim[]> {
    const asked = { saleId: this.#sale.plan.saleId, afterOrderId: '', limit: 1_000, status };
    return (await this.#observer.doors.call(sale.listClaims(asked))).claims;
  }

  async #orders(orderIds: readonly string[]): Promise<ReadonlyMap<string, Pick<Order, 'status' | 'reason'>>> {
    const { orders } = await this.#observer.doors.call(ordering.getOrders({ orderIds: [...new Set(orderIds)] }));
    return new Map(orders.map((order) => [order.orderId, order]));
  }
}

function sum(counted: readonly { readonly quantity: number }[]): number {
  return counted.reduce((units, { quantity }) => units + quantity, 0);
}

function unitsByCustomer(claims: readonly Claim[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { customerId, quantity } of claims) units.set(customerId, (units.get(customerId) ?? 0) + quantity);
  return units;
}
