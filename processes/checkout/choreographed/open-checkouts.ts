import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Store } from '../../../platform/store/store.ts';
import { checkouts } from './tables.ts';

// The checkouts that this host has begun and those that somebody here waits for, until they have ended. The join tells
// of ends at once where it runs in this process; ends that another process has seen are found by looking.

type Told = (hasEnded: boolean) => void;

const LOOK_AT_ONCE = 500;

export class OpenCheckouts {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #begun = new Set<string>();
  readonly #waiting = new Map<string, Set<Told>>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Checkouts that were begun here and have not ended, as far as this host knows. */
  get count(): number {
    return this.#begun.size;
  }

  begun(orderId: string): void {
    this.#begun.add(orderId);
  }

  /** The checkout has ended, or was not begun after all. */
  ended(orderId: string): void {
    this.#begun.delete(orderId);
    for (const tell of this.#waiting.get(orderId) ?? []) tell(true);
  }

  /** Resolves true when the checkout has ended, false when the time is over. */
  async endOf(orderId: string, withinMs: number): Promise<boolean> {
    const end = this.#wait(orderId, withinMs);
    // One that was not begun here may have ended long ago.
    if (!this.#begun.has(orderId)) await this.#look([orderId]);
    return end;
  }

  /** Looks for ends that nobody told of: of those that somebody waits for, and of some that were begun here. */
  async look(): Promise<void> {
    const some = [...this.#begun].slice(0, LOOK_AT_ONCE);
    for (const orderId of some) {
      // To the end of the row: next time it is the turn of others.
      this.#begun.delete(orderId);
      this.#begun.add(orderId);
    }
    await this.#look([...new Set([...[...this.#waiting.keys()].slice(0, LOOK_AT_ONCE), ...some])]);
  }

  /** Nobody waits here any longer. */
  close(): void {
    for (const waiting of [...this.#waiting.values()]) for (const tell of [...waiting]) tell(false);
  }

  #wait(orderId: string, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(orderId) ?? new Set();
      this.#waiting.set(orderId, waiting);
      const tell: Told = (hasEnded) => {
        cancel();
        waiting.delete(tell);
        if (waiting.size === 0) this.#waiting.delete(orderId);
        resolve(hasEnded);
      };
      const cancel = this.#clock.after(withinMs, () => tell(false));
      waiting.add(tell);
    });
  }

  async #look(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length === 0) return;
    const keys = orderIds.map((orderId) => checkouts.key(orderId));
    const found = await this.#store.transact((transaction) => transaction.load(checkouts, keys, { lock: false }));
    for (const { row } of found.values()) if (row.endedAt !== null) this.ended(row.orderId);
  }
}
