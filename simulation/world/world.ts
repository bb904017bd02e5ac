import type { Consumer } from '../../platform/messaging/broker.ts';
import { MemoryQueues } from '../../platform/messaging/memory-queues.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import type { Write } from '../../platform/store/store.ts';
import { buildHost, consumersWith } from '../host/build-host.ts';
import type { HostSurroundings } from '../host/host-surroundings.ts';
import { SALE_CONSUMERS } from '../host/sales.ts';
import { SimulatedHost } from '../host/simulated-host.ts';
import { SimulatedOutbox } from '../messages/simulated-outbox.ts';
import type { Plant } from '../plants/plant.ts';
import { GateServer } from '../sale/gate-server.ts';
import { planSale } from '../sale/sale-plan.ts';
import { SimulatedSale } from '../sale/simulated-sale.ts';
import { SimulatedDatabase } from '../store/simulated-database.ts';
import { type CheckoutKind, checkoutKindOf } from './checkout-kind.ts';
import { Coverage, type Place } from './coverage.ts';
import { type Fault, Faults } from './faults.ts';
import { Generator } from './generator.ts';
import { Placement } from './placement.ts';
import { type Owner, Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';
import { Witness } from './witness.ts';

// The world that owns every source of nondeterminism: one generator decides what the seed makes happen. Hosts live and
// die in it; what a server keeps outlives them.

export interface WorldOptions {
  readonly seed: number;
  readonly plant: Plant;
  readonly keepLines: boolean;
}

const MOST_HOSTS = 3;
/** Those whose steps are undone. */
const SERVICES = ['ordering.v1', 'inventory.v1', 'payment.v1', 'wallet.v1', 'promotion.v1', 'sale.v1'];
/** Clocks of machines that are kept in step by the network are off by so much at the most. */
const MOST_SKEW_MS = 400;
const MOST_JUMP_MS = 8_000;
/** Longer than every hold by card, and than every lease and claim. */
const SUSPENSION_MS = 40 * 60_000;

export class World implements HostSurroundings {
  readonly generator: Generator;
  readonly trace: Trace;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly coverage = new Coverage();
  readonly placement: Placement;
  readonly plant: Plant;
  readonly queues = new MemoryQueues();
  readonly checkoutKind: CheckoutKind;
  readonly witness: Witness;
  readonly sale: SimulatedSale | undefined;
  /** Schemas in which something was committed since the last look. */
  readonly changed = new Set<string>();
  readonly #databases = new Map<string, SimulatedDatabase>();
  readonly #outboxes = new Map<string, SimulatedOutbox>();
  readonly #slots: (SimulatedHost | undefined)[];
  #lives = 0;
  #calmSinceMs = Number.POSITIVE_INFINITY;
  #openedMs = 0;

  constructor({ seed, plant, keepLines }: WorldOptions) {
    this.generator = new Generator(seed);
    this.trace = new Trace({ keepLines });
    this.scheduler = new Scheduler(this.generator, this.trace);
    this.faults = new Faults(this.generator);
    this.plant = plant;
    this.checkoutKind = plant.checkoutKind ?? checkoutKindOf(seed);
    this.witness = new Witness(this.checkoutKind, consumersWith(this.checkoutKind));
    this.placement = new Placement(this.generator, () => this.hosts);
    this.#slots = Array.from({ length: this.generator.between(1, MOST_HOSTS) }, () => undefined);
    const plan = planSale(this.generator, this.#slots.length);
    this.sale = plan && new SimulatedSale(plan, new GateServer(this));
  }

  /** Since when nothing fails any more. */
  get calmSinceMs(): number {
    return this.#calmSinceMs;
  }

  /** Since when every host runs undisturbed, and reaches what it needs; not yet where one does not. */
  get quietSinceMs(): number {
    if (this.openHosts.length < this.#slots.length) return Number.POSITIVE_INFINITY;
    const frozenUntilMs = this.hosts.map((host) => host.frozenUntilMs);
    return Math.max(this.#calmSinceMs, this.#openedMs, this.placement.heldUntilMs('sale.v1'), ...frozenUntilMs);
  }

  /** Everybody who consumes events. */
  get consumers(): readonly Consumer[] {
    const others = consumersWith(this.checkoutKind);
    return this.sale === undefined ? others : [...others, ...SALE_CONSUMERS];
  }

  /** Those that live. */
  get hosts(): readonly SimulatedHost[] {
    return this.#slots.filter((host) => host !== undefined);
  }

  /** Where shoppers are served. */
  get openHosts(): readonly SimulatedHost[] {
    return this.hosts.filter((host) => host.edge !== undefined);
  }

  /** Starts a host in every place. */
  powerOn(): void {
    for (const slot of this.#slots.keys()) this.#boot(slot);
  }

  databaseOf(schema: string, owner?: Owner): SimulatedDatabase {
    const isForgetful = owner !== undefined && this.plant.server?.forgetfulSchemas?.includes(schema);
    const name = isForgetful ? `${schema} of ${owner.name}` : schema;
    let database = this.#databases.get(name);
    if (database === undefined) {
      const isBlind = this.plant.server?.blindSchemas?.includes(schema) ?? false;
      database = new SimulatedDatabase({ schema, world: this, committed: new MemoryStore(), isBlind });
      this.#databases.set(name, database);
    }
    return database;
  }

  outboxOf(schema: string): SimulatedOutbox {
    let outbox = this.#outboxes.get(schema);
    if (outbox === undefined) {
      const takesNoTurn = this.plant.server?.relayTakesNoTurn ?? false;
      outbox = new SimulatedOutbox({ schema, world: this, takesNoTurn });
      this.#outboxes.set(schema, outbox);
    }
    return outbox;
  }

  /** Messages that are on their way, in outboxes and in queues. */
  get messagesUnderWay(): number {
    const inOutboxes = [...this.#outboxes.values()].reduce((sum, { depth }) => sum + depth, 0);
    return this.consumers.reduce((sum, { consumer }) => sum + this.queues.depth(consumer), inOutboxes);
  }

  /** What may go wrong by itself, at any moment. */
  disturb(): void {
    if (this.faults.areHealed) return;
    for (const [fault, happen] of this.#disturbances) {
      const hosts = this.hosts;
      if (hosts.length > 0 && this.faults.occurs(fault)) happen(this.generator.pick(hosts));
    }
    if (this.sale?.plan.gateKind !== 'server') return;
    for (const [fault, happen] of this.#gateDisturbances) {
      const hosts = this.hosts;
      if (hosts.length > 0 && this.faults.occurs(fault)) happen(this.sale.server, this.generator.pick(hosts));
    }
  }

  /** The host's memory is gone, and with it all that it was about to do. It comes back later, as a new one. */
  crash(host: Owner): void {
    if (!host.isAlive || !(host instanceof SimulatedHost)) return;
    this.met('crash', { host: host.name });
    host.die();
    this.#slots[host.slot] = undefined;
    this.coverage.hostDied(host.name);
    for (const database of this.#databases.values()) database.hostDied(host);
    const downMs = this.faults.areHealed ? 500 : this.generator.between(50, 12_000);
    this.scheduler.after(downMs, undefined, `power for place ${host.slot}`, () => this.#boot(host.slot));
  }

  committed(schema: string, writes: readonly Write[]): void {
    this.changed.add(schema);
    this.outboxOf(schema).committed(writes);
    if (writes.length > 0)
      this.scheduler.note(`${schema} changed: ${writes.map(({ table }) => table.name).join(', ')}`);
  }

  met(fault: Fault, place: Place): void {
    this.coverage.metAt(fault, place);
    this.witness.met(fault);
    this.scheduler.note(`${fault}: ${place.host}${place.schema === undefined ? '' : ` at ${place.schema}`}`);
  }

  /** Nothing fails from here on: hosts wake up when their time has come, their clocks are right, those that are down come back. */
  heal(): void {
    this.faults.heal();
    this.#calmSinceMs = this.scheduler.nowMs;
    this.sale?.server.heal();
    for (const host of this.hosts) {
      host.skewMs = 0;
    }
  }

  readonly #disturbances: readonly (readonly [Fault, (host: SimulatedHost) => void])[] = [
    ['crash', (host) => this.crash(host)],
    ['freeze', (host) => this.#freeze(host)],
    ['suspension', () => this.#suspend()],
    ['backlog', (host) => this.#cutOff(host)],
    [
      'clock jump',
      (host) => {
        this.met('clock jump', { host: host.name });
        host.skewMs = this.generator.between(-MOST_JUMP_MS, MOST_JUMP_MS);
      },
    ],
  ];

  readonly #gateDisturbances: readonly (readonly [Fault, (server: GateServer, host: SimulatedHost) => void])[] = [
    ['gate forgets', (server) => server.forget()],
    ['gate restored', (server) => server.restore()],
    ['gate cut off', (server, host) => server.cutOff(host)],
  ];

  /** A service cannot be reached by the network for a while. */
  #cutOff(host: SimulatedHost): void {
    const service = this.generator.pick(SERVICES);
    this.met('backlog', { host: host.name });
    this.scheduler.note(`${service} cannot be reached`);
    // A long one outlasts the time that a checkout has: its requests arrive when it has been undone.
    const isLong = this.generator.chance(0.4);
    const awayMs = isLong ? this.generator.between(125_000, 180_000) : this.generator.between(5_000, 60_000);
    this.placement.hold(service, this.scheduler.nowMs + awayMs);
  }

  /** Every machine sleeps and wakes up, as virtual ones do: whatever was due meanwhile is late. */
  #suspend(): void {
    for (const host of this.hosts) this.met('suspension', { host: host.name });
    this.scheduler.skip(SUSPENSION_MS);
  }

  #freeze(host: SimulatedHost): void {
    this.met('freeze', { host: host.name });
    host.frozenUntilMs = this.scheduler.nowMs + this.generator.between(200, 30_000);
    for (const database of this.#databases.values()) database.hostFroze(host);
  }

  #boot(slot: number): void {
    this.#lives += 1;
    const skewMs = this.faults.areHealed ? 0 : this.generator.between(-MOST_SKEW_MS, MOST_SKEW_MS);
    const host = new SimulatedHost(slot, this.#lives, skewMs, this.queues.connect());
    this.#slots[slot] = host;
    host.start(buildHost(this, host)).then(
      () => {
        this.#openedMs = this.scheduler.nowMs;
        this.scheduler.note(`${host.name} is open`);
      },
      (error: Error) => {
        // A host that cannot start ends, and is started again.
        this.scheduler.note(`${host.name} could not start: ${error.message}`);
        this.crash(host);
      },
    );
  }
}
