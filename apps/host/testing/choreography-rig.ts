import { newId } from '../../../platform/lifecycle/new-id.ts';
import type { Subscription } from '../../../platform/messaging/broker.ts';
import type { Envelope } from '../../../platform/messaging/envelope.ts';
import { recordEvents } from '../../../platform/messaging/outbox.ts';
import type { Call } from '../../../platform/rpc/contract.ts';
import { type CallContext, type Doors, Unanswered } from '../../../platform/rpc/doors.ts';
import type { Sagas, SagaView } from '../../../platform/saga/saga-view.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { Store, Transaction } from '../../../platform/store/store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import type { Fate, TortureSubject, TortureWorld } from '../../../platform/testing/saga-torture-rig.ts';
import type { CheckoutData } from '../../../processes/checkout/checkout-data.ts';
import { ChoreographedCheckout } from '../../../processes/checkout/choreographed/choreographed-checkout.ts';
import { type EventName, nameOf } from '../../../processes/checkout/choreographed/events.ts';
import { MemoryOutbox } from './choreography-in-memory.ts';

// One choreographed checkout in a world of its own, with somebody between its contexts and their modules who decides
// what becomes of each call, and somebody between the contexts who decides what becomes of each event.

/** The fate of the attempt-th call of a method, by the method's local name. */
export type CallPlan = (method: string, attempt: number) => Fate;
/** How often a consumer gets the n-th event of a name; not at all is a message that was lost. */
export type EventPlan = (consumer: string, name: EventName, nth: number) => number;

/** A host dies, or stalls until it is woken, before or after the n-th of its transactions. */
export interface Blow {
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly stalls?: boolean;
}

/** Parts that are broken on purpose. */
export interface Broken {
  readonly store?: (inner: Store) => Store;
  readonly doors?: (inner: Doors) => Doors;
}

export interface RigHost {
  readonly checkout: ChoreographedCheckout;
  readonly subscriptions: readonly Subscription[];
  readonly life: Life;
}

interface Delivery {
  readonly consumer: string;
  readonly envelope: Envelope;
  failures: number;
}

/** Before a message is a dead letter. */
const TRIES = 5;
const TURNS = 6;
const STEP_MS = 1_000;
const MOST_ROUNDS = 3_000;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

/** What a host lives through: everything that it does passes here. */
class Life {
  readonly #blow: Blow | undefined;
  readonly #asleep: (() => void)[] = [];
  #transactions = 0;
  isStruck = false;
  #isAwake = true;

  constructor(blow: Blow | undefined) {
    this.#blow = blow;
  }

  get isDead(): boolean {
    return this.isStruck && this.#blow?.stalls !== true;
  }

  async transact<T>(inner: Store, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#transactions += 1;
    const isIt = this.#transactions === this.#blow?.at;
    if (isIt && this.#blow?.when === 'before') this.#strike();
    await this.goesOn();
    const result = await inner.transact(work);
    if (isIt && this.#blow?.when === 'after') this.#strike();
    await this.goesOn();
    return result;
  }

  /** At once for a host that lives, when it wakes for one that stalls, never for a dead one. */
  goesOn(): Promise<void> {
    if (this.isDead) return new Promise(() => undefined);
    return this.#isAwake ? Promise.resolve() : new Promise((resolve) => this.#asleep.push(resolve));
  }

  wake(): void {
    this.#isAwake = true;
    for (const goOn of this.#asleep.splice(0)) goOn();
  }

  #strike(): void {
    this.isStruck = true;
    this.#isAwake = false;
  }
}

export class ChoreographyRig {
  readonly world: TortureWorld;
  /** Local names of all calls, and names of all events, in order. */
  readonly calls: string[] = [];
  readonly told: EventName[] = [];
  callPlan: CallPlan = () => 'arrives';
  eventPlan: EventPlan = () => 1;
  readonly #broken: Broken;
  readonly #clock: FakeClock;
  readonly #memory = new MemoryStore();
  readonly #outbox = new MemoryOutbox(this.#memory);
  readonly #doors: Doors;
  readonly #late: (() => Promise<unknown>)[] = [];
  readonly #made: (() => Promise<unknown>)[] = [];
  readonly #delivered: Delivery[] = [];
  readonly #open: ChoreographedCheckout[] = [];
  readonly #seen = new Map<string, number>();
  #waiting: Delivery[] = [];
  #underWay = new Map<Delivery, RigHost>();
  #activity = 0;

  static async open(subject: TortureSubject, broken: Broken = {}): Promise<ChoreographyRig> {
    const clock = new FakeClock();
    return new ChoreographyRig(await subject.open(clock), clock, broken);
  }

  private constructor(world: TortureWorld, clock: FakeClock, broken: Broken) {
    this.world = world;
    this.#clock = clock;
    this.#broken = broken;
    this.#doors = broken.doors?.(world.doors) ?? world.doors;
  }

  host(blow?: Blow): RigHost {
    const life = new Life(blow);
    const store: Store = {
      transact: (work) => {
        this.#activity += 1;
        return life.transact(this.#memory, work);
      },
    };
    const call: Doors['call'] = async (...args) => {
      await life.goesOn();
      const reply = await this.#carry(...args).finally(() => life.goesOn());
      this.#activity += 1;
      return reply;
    };
    const checkout = this.#checkoutOn(this.#broken.store?.(store) ?? store, { call });
    checkout.start();
    this.#open.push(checkout);
    return { checkout, subscriptions: checkout.subscriptions(), life };
  }

  /** Checkouts as they stand, whoever lives. */
  get sagas(): Sagas {
    return this.#checkoutOn(this.#memory, this.#doors).view();
  }

  view(): Promise<SagaView | undefined> {
    return this.sagas.get(this.world.saga.sagaId);
  }

  async begin({ checkout }: RigHost): Promise<void> {
    const data = this.world.saga.data as CheckoutData;
    // Whoever asked may get no answer: what becomes of the order is what is judged.
    checkout.begin(data, { traceId: TRACE_ID }).catch(() => undefined);
    await this.#idle();
  }

  /** Delivers, and lets time pass when there is nothing to deliver, until the checkout has ended and all is heard. */
  async untilEnded(hosts: readonly RigHost[], withinMs: number, isBoth = false): Promise<boolean> {
    let passedMs = 0;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (hosts.every(({ life }) => life.isStruck)) return false;
      const before = this.#delivered.length;
      await this.#collect();
      this.#deliverFirst(hosts, isBoth);
      await this.#idle();
      await this.#collect();
      if (this.#waiting.length === 0 && (await this.#hasEnded())) return true;
      if (this.#delivered.length > before) continue;
      if (passedMs > withinMs) return false;
      this.#clock.advance(STEP_MS);
      passedMs += STEP_MS;
      await this.#idle();
    }
    return false;
  }

  /** What the host was at is delivered to others, whether or not it is still at it. */
  giveUpOn(host: RigHost): void {
    for (const [delivery, at] of this.#underWay) if (at === host) this.#underWay.delete(delivery);
  }

  /** A stalled host goes on where it stood. */
  async wake({ life }: RigHost): Promise<void> {
    life.wake();
    await this.#idle();
  }

  async deliverLate(): Promise<void> {
    for (const arrive of this.#late.splice(0)) arrive().catch(() => undefined);
    await this.#idle();
  }

  /** Every request arrives once more, and every event is delivered once more. */
  async repeatEverything({ subscriptions }: RigHost): Promise<void> {
    for (const arrive of this.#made.splice(0)) arrive().catch(() => undefined);
    await this.#idle();
    for (const { consumer, envelope } of [...this.#delivered]) {
      void subscriptions.find((one) => one.consumer === consumer)?.handle([envelope]);
      await this.#idle();
    }
    await this.#collect();
  }

  /** Stops every host that can be. */
  async close(): Promise<void> {
    for (const checkout of this.#open) void checkout.stop();
    await this.#idle();
  }

  #checkoutOn(store: Store, doors: Doors): ChoreographedCheckout {
    return new ChoreographedCheckout({
      store,
      doors,
      clock: this.#clock,
      record: recordEvents(newId),
      recorded: () => undefined,
      priceList: 'retail',
      report: () => undefined,
    });
  }

  async #hasEnded(): Promise<boolean> {
    const status = (await this.view())?.status;
    return status === 'completed' || status === 'compensated' || status === 'parked';
  }

  async #collect(): Promise<void> {
    const subscriptions = this.#open[0]?.subscriptions() ?? [];
    for (const envelope of await this.#outbox.take()) {
      const name = nameOf(envelope);
      this.told.push(name);
      for (const { consumer, events } of subscriptions) {
        if (!events.some(({ type }) => type === envelope.type)) continue;
        const nth = (this.#seen.get(`${consumer} ${name}`) ?? 0) + 1;
        this.#seen.set(`${consumer} ${name}`, nth);
        const times = this.eventPlan(consumer, name, nth);
        for (let time = 0; time < times; time += 1) this.#waiting.push({ consumer, envelope, failures: 0 });
      }
    }
  }

  /** To each consumer the first event that waits for it, at one host or at all of them at once. */
  #deliverFirst(hosts: readonly RigHost[], isBoth: boolean): void {
    const busy = new Set([...this.#underWay.keys()].map(({ consumer }) => consumer));
    const awake = hosts.filter(({ life }) => !life.isStruck);
    for (const delivery of [...this.#waiting]) {
      const { consumer, envelope } = delivery;
      if (busy.has(consumer)) continue;
      busy.add(consumer);
      const takers = isBoth ? awake : awake.slice(this.#delivered.length % awake.length).slice(0, 1);
      const [first] = takers;
      if (first === undefined) return;
      this.#underWay.set(delivery, first);
      const heard = takers.map(({ subscriptions }) =>
        subscriptions.find((one) => one.consumer === consumer)?.handle([envelope]),
      );
      Promise.all(heard).then(
        () => {
          if (!this.#underWay.delete(delivery)) return;
          this.#delivered.push(delivery);
          this.#waiting = this.#waiting.filter((other) => other !== delivery);
        },
        () => this.#failed(delivery),
      );
    }
  }

  /** It waits on, and is delivered again; one that failed too often is a dead letter and makes way for its followers. */
  #failed(delivery: Delivery): void {
    if (!this.#underWay.delete(delivery)) return;
    delivery.failures += 1;
    if (delivery.failures === TRIES) this.#waiting = this.#waiting.filter((other) => other !== delivery);
  }

  async #carry<Request, Reply>(call: Call<Request, Reply>, context?: CallContext): Promise<Reply> {
    const { localName, path } = call.method;
    this.#activity += 1;
    this.calls.push(localName);
    const attempt = this.calls.filter((one) => one === localName).length;
    const arrive = (): Promise<Reply> => this.#doors.call(call, context);
    switch (this.callPlan(localName, attempt)) {
      case 'refused':
        return { kind: 'refused by the torturer' } as Reply;
      case 'request lost':
        throw new Unanswered(path, 'the request was lost');
      case 'late':
        this.#late.push(arrive);
        throw new Unanswered(path, 'the request is late');
      case 'vanishes':
        return new Promise(() => undefined);
      case 'carried out':
        await arrive();
        return new Promise(() => undefined);
      case 'reply lost':
        await arrive();
        throw new Unanswered(path, 'the reply was lost');
      case 'arrives twice':
        await arrive();
        break;
      default:
    }
    this.#made.push(arrive);
    return arrive();
  }

  /** Until nobody has asked for anything for some turns of the event loop. */
  async #idle(): Promise<void> {
    let before = -1;
    for (let quiet = 0; quiet < TURNS; quiet += 1) {
      if (before !== this.#activity) quiet = 0;
      before = this.#activity;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
