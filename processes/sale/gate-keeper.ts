import { sale } from '../../modules/sale/contract.ts';
import { BatchLoop } from '../../platform/batching/batch-loop.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { GateCheck } from './door.ts';
import {
  type Deduction,
  type Gate,
  type GateRequest,
  GateUnavailable,
  type GateVerdict,
  type Unsettled,
} from './gate/gate.ts';
import type { KnownSale, RecentSales } from './recent-sales.ts';

// Keeps gates true to the ledger. Opens a gate under the sale's next epoch when it is new, lost or found to differ; gives
// back what was taken and never reached the ledger. A gate that is wrong in between turns people away or lets through whom
// the ledger then refuses: neither oversells, and what was turned away for nothing comes back here.

export interface GateKeeperOptions {
  readonly gate: Gate;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly recent: RecentSales;
  readonly report: (message: string, error?: Error) => void;
  /**
   * Told at each check: units that the gate promises beyond the ledger (above 0) or short of it (below 0); undefined where
   * there is nothing to compare.
   */
  readonly onDrift?: (saleId: string, units: number | undefined) => void;
}

/** Whom to ask for units after a gate has said that it has none. */
export type SecondLook = 'nobody' | 'gate' | 'ledger';

/** A request that has reached the ledger within this time is no orphan. With the check's period below the 10 s allowed. */
const ORPHAN_AGE_MS = 5_000;
const ORPHANS_AT_ONCE = 1_000;
const CLAIMS_PAGE = 1_000;
/** Another host that has begun an epoch has this long to open the gate under it. */
const OPENING_MS = 5_000;
/** What the ledger has just got back is known to the gate within this time. */
const RETURN_MS = 250;
/** Orders of one sale that the gate is yet to be told of. With more of them it costs less to open the gate anew. */
const MOST_OWED = 5_000;

interface Epoch {
  readonly epoch: number;
  /** When another host was seen to have begun it; of old where this host has, or does not know. */
  readonly begunElsewhereMs: number;
}

interface Look {
  /** Units that the gate promises. */
  readonly gate: number;
  /** Units that the ledger has left, and that nobody has taken who may yet claim them. */
  readonly free: number;
}

export class GateKeeper {
  readonly #options: GateKeeperOptions;
  readonly #takes: BatchLoop<GateRequest, GateVerdict>;
  readonly #openings = new Map<string, Promise<KnownSale | undefined>>();
  readonly #looks = new Map<string, Promise<Look>>();
  /** The latest epoch of each sale. */
  readonly #epochs = new Map<string, Epoch>();
  /** How gate and ledger differed at the last check, by sale. */
  readonly #differences = new Map<string, string>();
  /** Sales that have been seen in the gate: where one is missing there, it was lost. */
  readonly #seen = new Set<string>();
  /**
   * Orders whose units the ledger has back and the gate may not, by sale. Kept here, not as messages that wait: a consumer that
   * waits does so for up to 30 s once Redis has answered again, and one sale that Redis refuses would hold up all others. A
   * host that dies with some leaves a difference between gate and ledger.
   */
  readonly #owed = new Map<string, Set<string>>();
  /** What the last comparison found, for operators. */
  readonly #checks = new Map<string, GateCheck>();

  constructor(options: GateKeeperOptions) {
    this.#options = options;
    const { gate, clock } = options;
    this.#takes = new BatchLoop(
      'gate',
      async (requests) => (await gate.take(requests)).map((value) => ({ status: 'fulfilled', value })),
      clock,
    );
  }

  /** Requests that arrive together are decided in one call. @throws GateUnavailable */
  take(request: GateRequest): Promise<GateVerdict> {
    return this.#takes.submit(request);
  }

  drained(): Promise<void> {
    return this.#takes.drained();
  }

  /**
   * Opens the sale's gate under the epoch after the one that was lost, unless that was done since: whoever is late with the
   * news must not end an epoch under which others are on their way. One that another host has only just begun is left to
   * it: hosts that took each other's away would never come to an end. Callers at once share one opening. Answers the sale.
   * @throws GateUnavailable
   */
  reopen(saleId: string, lostEpoch: number): Promise<KnownSale | undefined> {
    const running = this.#openings.get(saleId);
    if (running !== undefined) return running;
    const opening = this.#open(saleId, lostEpoch).finally(() => this.#openings.delete(saleId));
    this.#openings.set(saleId, opening);
    return opening;
  }

  /**
   * "Sold out" is not told on the word of a gate alone, which may have missed what came back. The ledger may have units
   * that nobody is on the way to: they are asked for there. Callers at once share one look.
   */
  async secondLook(saleId: string, quantity: number): Promise<SecondLook> {
    const running = this.#looks.get(saleId);
    const looking = running ?? this.#look(saleId).finally(() => this.#looks.delete(saleId));
    this.#looks.set(saleId, looking);
    try {
      const { gate, free } = await looking;
      if (free < quantity) return 'nobody';
      return gate >= quantity ? 'gate' : 'ledger';
    } catch (error) {
      if (error instanceof GateUnavailable) return 'ledger';
      throw error;
    }
  }

  /** The ledger has the units of these orders back. A gate that gives no answer is told at each check, until it does. */
  async giveBack(saleId: string, orderIds: readonly string[]): Promise<void> {
    const owed = this.#owed.get(saleId) ?? new Set();
    for (const orderId of orderIds) if (owed.size <= MOST_OWED) owed.add(orderId);
    this.#owed.set(saleId, owed);
    try {
      await this.#giveBackOwed(saleId);
    } catch (error) {
      if (!(error instanceof GateUnavailable)) throw error;
      this.#options.report(`the gate of sale ${saleId} is yet to be told of orders that gave units back`, error);
    }
  }

  /**
   * One check of one sale: what the gate was not told and orphans go back, and a gate that was lost, or differs twice in a row,
   * is opened anew.
   */
  async reconcile({ saleId }: KnownSale): Promise<void> {
    try {
      await this.#giveBackOwed(saleId);
      await this.#returnOrphans(saleId);
      await this.#compare(saleId);
    } catch (error) {
      // Whoever lost the connection has said so.
      if (!(error instanceof GateUnavailable)) throw error;
      this.#tellDrift(saleId, undefined);
    }
  }

  /** What the last comparison of the sale's gate with the ledger found; undefined where there was nothing to compare. */
  lastCheck(saleId: string): GateCheck | undefined {
    return this.#checks.get(saleId);
  }

  /** Sales that are over are not remembered. */
  forgetAllBut(saleIds: ReadonlySet<string>): void {
    for (const remembered of [this.#epochs, this.#differences, this.#seen, this.#owed]) {
      for (const saleId of remembered.keys()) {
        if (saleIds.has(saleId)) continue;
        remembered.delete(saleId);
        this.#tellDrift(saleId, undefined);
      }
    }
  }

  async #compare(saleId: string): Promise<void> {
    const { gate, recent, report } = this.#options;
    const promised = await gate.remaining(saleId);
    const current = present(await recent.refresh(saleId), `sale ${saleId}`);
    this.#notice(saleId, current.epoch);
    if (promised === undefined) {
      if (this.#seen.has(saleId)) await this.reopen(saleId, current.epoch);
      return;
    }
    this.#seen.add(saleId);
    if (this.#owesTooMany(saleId)) {
      const opened = await this.reopen(saleId, current.epoch);
      if (opened?.epoch !== current.epoch) this.#owed.delete(saleId);
      return;
    }
    const drift = promised.remaining - remainingOf(current);
    this.#tellDrift(saleId, drift);
    const difference = `${drift} units, epoch ${promised.epoch} for ${current.epoch}`;
    const isSame = drift === 0 && promised.epoch === current.epoch;
    const isRepeated = !isSame && this.#differences.get(saleId) === difference;
    this.#differences.set(saleId, difference);
    // While requests are on their way the two differ by them.
    if (!isRepeated || (await this.#underWay(saleId, 0)).length > 0) return;
    report(`the gate of sale ${saleId} differs from the ledger (${difference}): it is opened anew`);
    await this.reopen(saleId, current.epoch);
  }

  /** More than once where an answer was lost: each order gives back once. */
  async #giveBackOwed(saleId: string): Promise<void> {
    const owed = this.#owed.get(saleId);
    if (owed === undefined || this.#owesTooMany(saleId)) return;
    const told = [...owed];
    await this.#options.gate.giveBack(saleId, told);
    for (const orderId of told) owed.delete(orderId);
    if (owed.size === 0) this.#owed.delete(saleId);
  }

  #owesTooMany(saleId: string): boolean {
    return (this.#owed.get(saleId)?.size ?? 0) > MOST_OWED;
  }

  async #returnOrphans(saleId: string): Promise<void> {
    const orphans = await this.#underWay(saleId, ORPHAN_AGE_MS);
    await this.#options.gate.giveBack(saleId, idsOf(orphans));
  }

  /**
   * Orders that took units so long ago and that the ledger has never seen. Of the others the gate is told what has become of
   * them: those that have given their units back are on the way to nothing.
   */
  async #underWay(saleId: string, ageMs: number): Promise<Unsettled[]> {
    const { gate, doors } = this.#options;
    const taken = await gate.unsettled(saleId, ageMs, ORPHANS_AT_ONCE);
    if (taken.length === 0) return [];
    const { claims } = await doors.call(sale.getClaims({ orderIds: idsOf(taken) }));
    await gate.settle(saleId, idsOf(claims.filter(({ status }) => status === 'claimed')));
    await gate.giveBack(saleId, idsOf(claims.filter(({ status }) => status === 'returned')));
    const known = new Set(idsOf(claims));
    return taken.filter(({ orderId }) => !known.has(orderId));
  }

  async #look(saleId: string): Promise<Look> {
    const first = await this.#lookOnce(saleId);
    if (first.free <= first.gate) return first;
    await new Promise<void>((resolve) => this.#options.clock.after(RETURN_MS, resolve));
    return this.#lookOnce(saleId);
  }

  /** Reads the ledger first: who claims while the gate is asked would be counted twice otherwise. */
  async #lookOnce(saleId: string): Promise<Look> {
    const { gate, recent } = this.#options;
    const known = await recent.refresh(saleId);
    const underWay = unitsOf(await this.#underWay(saleId, 0));
    const promised = await gate.remaining(saleId);
    return { gate: promised?.remaining ?? 0, free: known === undefined ? 0 : remainingOf(known) - underWay };
  }

  async #open(saleId: string, lostEpoch: number): Promise<KnownSale | undefined> {
    const { gate, doors, recent } = this.#options;
    const known = await recent.refresh(saleId);
    // Nobody would close it again.
    if (known === undefined || isOver(known)) return known;
    this.#notice(saleId, known.epoch);
    if (known.epoch !== lostEpoch || this.#isOpenedElsewhere(saleId)) return known;
    const begun = await doors.call(sale.beginEpoch({ saleId, epoch: lostEpoch }));
    if (begun.kind === 'stale') this.#notice(saleId, begun.epoch);
    // Another host has begun one meanwhile and opens the gate itself.
    if (begun.kind !== 'begun') return recent.refresh(saleId);
    this.#epochs.set(saleId, { epoch: begun.epoch, begunElsewhereMs: Number.NEGATIVE_INFINITY });
    const orders = await this.#liveClaims(saleId);
    const { quantity, perCustomerLimit } = present(known.terms, `terms of sale ${saleId}`);
    await gate.open({ saleId, epoch: begun.epoch, remaining: quantity - unitsOf(orders), perCustomerLimit, orders });
    this.#seen.add(saleId);
    if (orders.length > 0) await this.#giveBackSince(saleId, orders);
    const opened = await recent.refresh(saleId);
    // It was closed while the ledger was read, perhaps its gate too.
    if (opened !== undefined && isOver(opened)) await gate.close(saleId);
    return opened;
  }

  /** Units that came back while the ledger was read to open a gate: another was told of them, or none. */
  async #giveBackSince(saleId: string, orders: readonly Deduction[]): Promise<void> {
    const live = new Set((await this.#liveClaims(saleId)).map(({ orderId }) => orderId));
    const returned = orders.flatMap(({ orderId }) => (live.has(orderId) ? [] : [orderId]));
    await this.giveBack(saleId, returned);
  }

  /** The first one that this host sees may be any age. */
  #notice(saleId: string, epoch: number): void {
    const last = this.#epochs.get(saleId);
    if (last !== undefined && last.epoch >= epoch) return;
    const begunElsewhereMs = last === undefined ? Number.NEGATIVE_INFINITY : this.#options.clock.nowMs();
    this.#epochs.set(saleId, { epoch, begunElsewhereMs });
  }

  #isOpenedElsewhere(saleId: string): boolean {
    const { begunElsewhereMs = Number.NEGATIVE_INFINITY } = this.#epochs.get(saleId) ?? {};
    return this.#options.clock.nowMs() - begunElsewhereMs < OPENING_MS;
  }

  async #liveClaims(saleId: string): Promise<Deduction[]> {
    const { doors } = this.#options;
    const live: Deduction[] = [];
    // Bounded by the units of the sale: each claim has one at least.
    for (let afterOrderId = ''; ; ) {
      const asked = sale.listClaims({ saleId, afterOrderId, limit: CLAIMS_PAGE, status: 'claimed' });
      const { claims, more } = await doors.call(asked);
      live.push(...claims.map(({ orderId, customerId, quantity }) => ({ orderId, customerId, quantity })));
      const last = claims.at(-1);
      if (!more || last === undefined) return live;
      afterOrderId = last.orderId;
    }
  }

  #tellDrift(saleId: string, units: number | undefined): void {
    if (units === undefined) this.#checks.delete(saleId);
    else this.#checks.set(saleId, { driftUnits: units, atMs: this.#options.clock.nowMs() });
    this.#options.onDrift?.(saleId, units);
  }
}

/** It never opens again, though its last orders may be under way. */
export function isOver({ state }: KnownSale): boolean {
  return state === 'closing' || state === 'closed';
}

export function remainingOf({ terms, claimed, saleId }: KnownSale): number {
  return present(terms, `terms of sale ${saleId}`).quantity - claimed;
}

function idsOf(orders: readonly { readonly orderId: string }[]): string[] {
  return orders.map(({ orderId }) => orderId);
}

function unitsOf(orders: readonly { readonly quantity: number }[]): number {
  return orders.reduce((units, { quantity }) => units + quantity, 0);
}
