import { catalogModule } from '../../../modules/catalog/module.ts';
import { inventory } from '../../../modules/inventory/contract.ts';
import { inventoryModule } from '../../../modules/inventory/module.ts';
import { sale } from '../../../modules/sale/contract.ts';
import { saleModule } from '../../../modules/sale/module.ts';
import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import { newId } from '../../../platform/lifecycle/new-id.ts';
import { toEnvelope } from '../../../platform/messaging/envelope.ts';
import { LocalRateLimiter } from '../../../platform/ratelimit/local-rate-limiter.ts';
import type { Call } from '../../../platform/rpc/contract.ts';
import { type Doors, Unanswered } from '../../../platform/rpc/doors.ts';
import { doorsOf, LocalModule } from '../../../platform/rpc/local-module.ts';
import type { Module } from '../../../platform/rpc/module.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { SignedTokens } from '../../../platform/tokens/signed-tokens.ts';
import { giveBackToGate } from '../../../processes/sale/begin-sale-checkouts.ts';
import type {
  EnterOutcome,
  SaleOrderOutcome,
  SaleProgress,
  SaleTerms,
  SaleView,
  ScheduleOutcome,
  SteerAction,
} from '../../../processes/sale/door.ts';
import { type Gate, GateUnavailable } from '../../../processes/sale/gate/gate.ts';
import { LocalGate } from '../../../processes/sale/gate/local-gate.ts';
import { GateKeeper } from '../../../processes/sale/gate-keeper.ts';
import { type KnownSale, RecentSales } from '../../../processes/sale/recent-sales.ts';
import { SaleDesk } from '../../../processes/sale/sale-desk.ts';
import { tendSales } from '../../../processes/sale/tend-sales.ts';
import { TicketedRooms } from '../../../processes/sale/waiting-rooms.ts';

// A sale in memory: the real modules, desk, keeper and clock task, hosts that share a gate, and a gate and a ledger that
// fail when a test says so.

export const STARTS_MS = Date.UTC(2026, 0, 1, 1);
const HOUR_MS = 3_600_000;
/** By which fair draws are made. */
export const SEED = '0123456789abcdef'.repeat(4);

/** What happens to the gate, until a test says otherwise: it gives no answer, or knows nothing, however often it is opened. */
export type GateFault = 'away' | 'forgetful';

class TroubledGate extends LocalGate {
  fault: GateFault | undefined;

  override async take(requests: Parameters<Gate['take']>[0]): ReturnType<Gate['take']> {
    this.#answer();
    if (this.fault === 'forgetful') return requests.map(() => 'not_found');
    return super.take(requests);
  }

  override async settle(...asked: Parameters<Gate['settle']>): ReturnType<Gate['settle']> {
    this.#answer();
    return super.settle(...asked);
  }

  override async giveBack(...asked: Parameters<Gate['giveBack']>): ReturnType<Gate['giveBack']> {
    this.#answer();
    return super.giveBack(...asked);
  }

  override async unsettled(...asked: Parameters<Gate['unsettled']>): ReturnType<Gate['unsettled']> {
    this.#answer();
    return super.unsettled(...asked);
  }

  override async close(saleId: string): Promise<void> {
    this.#answer();
    return super.close(saleId);
  }

  #answer(): void {
    if (this.fault === 'away') throw new GateUnavailable('the gate is away');
  }
}

/** A call on its way, which arrives when it is released. */
export interface HeldCall {
  readonly reached: Promise<void>;
  release(): void;
}

interface SaleHost {
  readonly gate: Gate;
  readonly desk: SaleDesk;
  readonly keeper: GateKeeper;
  readonly rooms: TicketedRooms;
}

export class SaleWorld {
  readonly clock = new FakeClock();
  readonly saleId = newId();
  readonly gate = new TroubledGate(this.clock);
  readonly reports: string[] = [];
  readonly drifts: (number | undefined)[] = [];
  readonly events: CommittedEvent[] = [];
  /** How long a new order would wait. */
  waitMs: number | undefined = 0;
  /** Orders that the system takes on. */
  perSecond = 100;
  /** Calls of the ledger that are to fail: before they arrive, or after. */
  lose: 'request' | 'reply' | undefined;
  /** Names of the calls of the modules, in order. */
  readonly called: string[] = [];
  readonly #held = new Map<string, () => Promise<void>>();
  readonly #doors: Doors;
  readonly #hosts: readonly SaleHost[];
  readonly #report = (message: string): void => void this.reports.push(message);

  /** The hosts share a gate in memory, unless each is given its own. */
  constructor(hosts = 1, gates: (clock: FakeClock) => readonly Gate[] = () => []) {
    const inner = doorsOf([catalogModule(), inventoryModule(), saleModule()].map((module) => this.#local(module)));
    this.#doors = { call: (call, context) => this.#carry(inner, call, context) };
    const own = gates(this.clock);
    this.#hosts = Array.from({ length: hosts }, (_, host) => this.#host(own[host] ?? this.gate));
  }

  async schedule(terms: Partial<SaleTerms> = {}, stock = 100): Promise<ScheduleOutcome> {
    await this.call(
      inventory.adjustStock({ adjustmentId: newId(), sku: 'MUG', warehouse: 'main', delta: stock, reason: 'goods in' }),
    );
    return this.#desk(0).schedule(this.saleId, termsWith(terms), {});
  }

  /** As a host leaves it that dies between the sale and its stock. */
  async scheduleWithoutStock(terms: Partial<SaleTerms> = {}): Promise<void> {
    const goods = { adjustmentId: newId(), sku: 'MUG', warehouse: 'main', delta: 100, reason: 'goods in' };
    await this.call(inventory.adjustStock(goods));
    await this.call(sale.scheduleSale({ saleId: this.saleId, terms: termsWith(terms), drawSeed: SEED }));
  }

  /** Schedules the sale and lets its time come. */
  async open(terms: Partial<SaleTerms> = {}, stock = 100): Promise<void> {
    await this.schedule(terms, stock);
    this.clock.advance(HOUR_MS);
    await this.tend();
  }

  async order(
    customerId: string,
    quantity = 1,
    orderId = newId(),
    host = 0,
    ticket: string | undefined = undefined,
  ): Promise<SaleOrderOutcome> {
    const order = { saleId: this.saleId, orderId, customerId, quantity, ticket };
    return (await this.#desk(host).order(order, {})).outcome;
  }

  /** An order whose claim is on its way to the ledger, until it arrives. */
  async onTheWay(...asked: Parameters<SaleWorld['order']>) {
    const claim = this.hold('ClaimUnits');
    const outcome = this.order(...asked);
    await claim.reached;
    return { outcome, arrive: claim.release };
  }

  /** The same order again, by somebody who has heard no answer. */
  async repeat(customerId: string, orderId: string, host = 0, ticket?: string): Promise<SaleOrderOutcome> {
    const order = { saleId: this.saleId, orderId, customerId, quantity: 1, ticket, isRepeat: true };
    return (await this.#desk(host).order(order, {})).outcome;
  }

  isSoldOut(host = 0): boolean {
    return this.#desk(host).isSoldOut(this.saleId);
  }

  enter(customerId: string, host = 0): Promise<EnterOutcome> {
    return this.rooms(host).enter(this.saleId, customerId);
  }

  rooms(host = 0): TicketedRooms {
    return (this.#hosts[host] as SaleHost).rooms;
  }

  current(limit: number): Promise<readonly SaleView[]> {
    return this.#desk(0).current(limit);
  }

  all(saleIds: readonly string[]): Promise<readonly SaleView[]> {
    return this.#desk(0).getAll(saleIds);
  }

  progress(host = 0): Promise<SaleProgress> {
    return this.#desk(host).progress(this.saleId);
  }

  steer(action: SteerAction, { steeringId = newId(), expectedVersion = 0, host = 0 } = {}) {
    const by = { steeringId, who: 'olga', why: 'rehearsal', expectedVersion };
    return this.#desk(host).steer(this.saleId, action, by);
  }

  async view(afterMs = 250): Promise<SaleView | undefined> {
    this.clock.advance(afterMs);
    return this.#desk(0).get(this.saleId);
  }

  tend(host = 0): Promise<void> {
    const { keeper, gate } = this.#hosts[host] as SaleHost;
    return tendSales({
      doors: this.#doors,
      clock: this.clock,
      gate,
      keeper,
      perSecond: () => this.perSecond,
      report: this.#report,
    });
  }

  /** An order is undone: the ledger has its units back, and tells a host of it once `deliver` is called. */
  async giveUp(orderId: string): Promise<void> {
    await this.call(sale.returnUnits({ orderId }));
  }

  /** Hands to a host what the ledger has told of returned units since the last time. */
  async deliver(host = 0): Promise<void> {
    const { keeper, desk } = this.#hosts[host] as SaleHost;
    const { handle } = giveBackToGate({ keeper, unitsReturned: (saleId) => desk.unitsReturned(saleId) });
    const returned = this.events.splice(0).filter(({ emit }) => emit === sale.UnitsReturned);
    const recorded = returned.map((event) => ({ ...event, id: newId(), type: event.emit.type }));
    await handle(recorded.map((event) => toEnvelope(sale.service, event)));
  }

  /** The gate and all it knew is gone, as after FLUSHALL. */
  async loseGate(): Promise<void> {
    await this.gate.close(this.saleId);
  }

  /** The next call of this method is held back. */
  hold(method: string): HeldCall {
    const { promise: reached, resolve: reach } = withResolvers();
    const { promise: released, resolve: release } = withResolvers();
    this.#held.set(method, () => {
      reach();
      return released;
    });
    return { reached, release };
  }

  reopen(lostEpoch: number): Promise<KnownSale | undefined> {
    return (this.#hosts[0] as SaleHost).keeper.reopen(this.saleId, lostEpoch);
  }

  async epoch(): Promise<number | undefined> {
    return (await this.call(sale.getSales({ saleIds: [this.saleId] }))).sales[0]?.epoch;
  }

  /** Units that orders have, and what the shelf and the set-aside say. */
  async books() {
    const { sales } = await this.call(sale.getSales({ saleIds: [this.saleId] }));
    const { levels } = await this.call(inventory.getStock({ skus: ['MUG'] }));
    const { setAsides } = await this.call(inventory.getSetAsides({ setAsideIds: [this.saleId] }));
    const setAside = setAsides[0]?.allocations.reduce((units, { quantity }) => units + quantity, 0) ?? 0;
    const { onHand = 0, reserved = 0 } = levels[0]?.warehouses[0] ?? {};
    return { claimed: sales[0]?.claimed, state: sales[0]?.state, available: onHand - reserved, setAside };
  }

  call<Reply>(call: Call<unknown, Reply>): Promise<Reply> {
    return this.#doors.call(call);
  }

  #desk(host: number): SaleDesk {
    return (this.#hosts[host] as SaleHost).desk;
  }

  #host(gate: Gate): SaleHost {
    const { clock } = this;
    const report = this.#report;
    const recent = new RecentSales(this.#doors, clock);
    const onDrift = (_saleId: string, units: number | undefined): void => void this.drifts.push(units);
    const keeper = new GateKeeper({ gate, doors: this.#doors, clock, recent, report, onDrift });
    const limiter = new LocalRateLimiter(clock);
    const rooms = new TicketedRooms({
      doors: this.#doors,
      clock,
      recent,
      limiter,
      tickets: async () => new SignedTokens('a secret of this shop'),
      perSecond: () => this.perSecond,
    });
    const desk = new SaleDesk({
      doors: this.#doors,
      clock,
      gate,
      keeper,
      recent,
      limiter,
      estimatedWaitMs: () => this.waitMs,
      refusedByRoom: (order) => rooms.refusal(order),
      newDrawSeed: () => SEED,
      report,
    });
    return { gate, desk, keeper, rooms };
  }

  #local(module: Module): LocalModule {
    const store = new MemoryStore();
    return new LocalModule(module, {
      store,
      clock: this.clock,
      reader: {
        query: () => Promise.reject(new Error('there is no SQL in memory')),
        memory: (table) => store.rows(table),
      },
      record: (_transaction, events) => {
        this.events.push(...events);
        return true;
      },
    });
  }

  async #carry<Request, Reply>(inner: Doors, call: Call<Request, Reply>, context?: Parameters<Doors['call']>[1]) {
    const name = call.method.path.split('/').at(-1) ?? '';
    this.called.push(name);
    const hold = this.#held.get(name);
    this.#held.delete(name);
    await hold?.();
    const isClaim = name === 'ClaimUnits';
    if (isClaim && this.lose === 'request') throw new Unanswered(call.method.path, 'the request was lost');
    const reply = await inner.call(call, context);
    if (isClaim && this.lose === 'reply') throw new Unanswered(call.method.path, 'the reply was lost');
    return reply;
  }
}

export function kinds(outcomes: readonly { kind: string }[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { kind } of outcomes) counted[kind] = (counted[kind] ?? 0) + 1;
  return counted;
}

/** Everything that can happen without anybody's help has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function termsWith(terms: Partial<SaleTerms>): SaleTerms {
  return {
    productId: 'prod_mug',
    sku: 'MUG',
    quantity: 10,
    priceMinor: 500,
    currency: 'GBP',
    startsAtMs: STARTS_MS,
    endsAtMs: STARTS_MS + HOUR_MS,
    perCustomerLimit: 2,
    rateRequests: 5,
    rateWindowMs: 1_000,
    ...terms,
  };
}

/** Two hosts, and a sale that is open at both. */
export async function openSaleWorld(...terms: Parameters<SaleWorld['open']>): Promise<SaleWorld> {
  const world = new SaleWorld(2);
  await world.open(...terms);
  return world;
}
