import { sale } from '../../modules/sale/contract.ts';
import { BatchLoop } from '../../platform/batching/batch-loop.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Deduction, Gate, GateRequest, GateVerdict } from './gate/gate.ts';
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
  /** Told at each check: units that the gate promises beyond the ledger (above 0) or short of it (below 0). */
  readonly onDrift?: (saleId: string, units: number) => void;
}

/** A request that has reached the ledger within this time is no orphan. With the check's period below the 10 s allowed. */
const ORPHAN_AGE_MS = 5_000;
const ORPHANS_AT_ONCE = 1_000;
const CLAIMS_PAGE = 1_000;

export class GateKeeper {
  readonly #options: GateKeeperOptions;
  readonly #takes: BatchLoop<GateRequest, GateVerdict>;
  readonly #opening = new Map<string, Promise<KnownSale | undefined>>();
  /** Drift that was seen at the last check, by sale. */
  readonly #drifts = new Map<string, number>();

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
   * news must not end an epoch under which others are on their way. Callers at once share one opening. Answers the sale.
   */
  reopen(saleId: string, lostEpoch: number): Promise<KnownSale | undefined> {
    const running = this.#opening.get(saleId);
    if (running !== undefined) return running;
    const opening = this.#open(saleId, lostEpoch).finally(() => this.#opening.delete(saleId));
    this.#opening.set(saleId, opening);
    return opening;
  }

  /** One check of one sale: orphans go back, and a gate that differs twice in a row is opened anew. */
  async reconcile(known: KnownSale): Promise<void> {
    const { gate, onDrift, report } = this.#options;
    const { saleId } = known;
    await this.#returnOrphans(saleId);
    const current = present(await this.#options.recent.refresh(saleId), `sale ${saleId}`);
    const promised = await gate.remaining(saleId);
    const waiting = await gate.unsettled(saleId, 0, 1);
    if (promised === undefined) return;
    const drift = promised.remaining - remainingOf(current);
    onDrift?.(saleId, drift);
    // While requests are on their way the two differ by them.
    const isSettled = waiting.length === 0 && promised.epoch === current.epoch;
    const isRepeated = drift !== 0 && this.#drifts.get(saleId) === drift;
    if (drift === 0 || !isSettled) this.#drifts.delete(saleId);
    else this.#drifts.set(saleId, drift);
    if (!isRepeated || !isSettled) return;
    this.#drifts.delete(saleId);
    report(`the gate of sale ${saleId} differs from the ledger by ${drift} units: it is opened anew`);
    await this.reopen(saleId, current.epoch);
  }

  async #returnOrphans(saleId: string): Promise<void> {
    const { gate, doors } = this.#options;
    const orphans = await gate.unsettled(saleId, ORPHAN_AGE_MS, ORPHANS_AT_ONCE);
    if (orphans.length === 0) return;
    const { claims } = await doors.call(sale.getClaims({ orderIds: [...orphans] }));
    const claimed = new Set(claims.filter(({ status }) => status === 'claimed').map(({ orderId }) => orderId));
    await gate.settle(saleId, [...claimed]);
    await gate.giveBack(
      saleId,
      orphans.filter((orderId) => !claimed.has(orderId)),
    );
  }

  async #open(saleId: string, lostEpoch: number): Promise<KnownSale | undefined> {
    const { gate, doors, recent } = this.#options;
    const known = await recent.refresh(saleId);
    if (known?.epoch !== lostEpoch) return known;
    const begun = await doors.call(sale.beginEpoch({ saleId, epoch: lostEpoch }));
    // Another host has begun one meanwhile and opens the gate itself.
    if (begun.kind !== 'begun') return recent.refresh(saleId);
    const orders = await this.#liveClaims(saleId);
    const units = orders.reduce((sum, { quantity }) => sum + quantity, 0);
    const { quantity, perCustomerLimit } = present(known.terms, `terms of sale ${saleId}`);
    await gate.open({ saleId, epoch: begun.epoch, remaining: quantity - units, perCustomerLimit, orders });
    return recent.refresh(saleId);
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
}

export function remainingOf({ terms, claimed, saleId }: KnownSale): number {
  return present(terms, `terms of sale ${saleId}`).quantity - claimed;
}
