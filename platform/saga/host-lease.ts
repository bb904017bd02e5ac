import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Store } from '../store/store.ts';
import { transactUntilNoConflict } from '../store/until-no-conflict.ts';
import { putLease, removeLease } from './saga-rows.ts';
import { storeNowMs } from './store-now.ts';
import { leases } from './tables.ts';

// Says that a host is alive. Renewed and judged by the store's clock if it has one: hosts whose clocks differ agree on
// it. A host that was frozen knows by its own clock that its lease may be over, and acts on nothing before it has asked.

export interface HostLeaseOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly leaseMs: number;
}

export class HostLease {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #newId: NewId;
  readonly #leaseMs: number;
  #owner: string;
  /** By this host's clock. */
  #untilMs = Number.POSITIVE_INFINITY;

  constructor({ store, clock, newId, leaseMs }: HostLeaseOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#newId = newId;
    this.#leaseMs = leaseMs;
    this.#owner = newId();
  }

  /** Who this host is to its sagas; another one after its lease was lost. */
  get owner(): string {
    return this.#owner;
  }

  /** False when the lease may be over. */
  get isGood(): boolean {
    return this.#clock.nowMs() < this.#untilMs;
  }

  async begin(): Promise<void> {
    await this.#renew(true);
  }

  /** Renews the lease. False when it was lost: others have taken over what this host had. */
  keep(): Promise<boolean> {
    return this.#renew(false);
  }

  /** Begins anew, as an owner who has nothing. */
  async beginAnew(): Promise<void> {
    this.#owner = this.#newId();
    await this.#renew(true);
  }

  /** Ends leases at once: this host's at its end, or everybody's where the host knows that it is alone. */
  async release(whose: 'own' | 'all'): Promise<void> {
    await transactUntilNoConflict(this.#store, async (transaction) => {
      const all = await transaction.find(leases, [], { limit: 1000, lock: 'skip-locked' });
      const over = all.filter(({ row }) => whose === 'all' || row.owner === this.#owner);
      transaction.write(over.map(removeLease));
    });
  }

  /** Also removes leases that are over. */
  async #renew(isFirst: boolean): Promise<boolean> {
    const askedAtMs = this.#clock.nowMs();
    const owner = this.#owner;
    const isKept = await transactUntilNoConflict(this.#store, async (transaction) => {
      const key = leases.key(owner);
      const own = (await transaction.load(leases, [key])).get(key.id);
      if (own === undefined && !isFirst) return false;
      const nowMs = await storeNowMs(transaction, this.#clock);
      const over = await transaction.find(leases, [{ column: 'expiresAt', operator: '<', value: nowMs }], {
        limit: 100,
        lock: 'skip-locked',
      });
      const removed = over.filter(({ row }) => row.owner !== owner);
      transaction.write([putLease(own, { owner, expiresAt: nowMs + this.#leaseMs }), ...removed.map(removeLease)]);
      return true;
    });
    if (isKept) this.#untilMs = askedAtMs + this.#leaseMs;
    return isKept;
  }
}
