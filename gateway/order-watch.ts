import type { Clock } from '../platform/kernel/clock.ts';

// Follows orders for whoever watches them. However many watch, the orders are read together, and none is read while
// nobody does. It guarantees that a watcher sees every state that the order's own timeline keeps; it does not
// guarantee to be told at once.

/** Orders that are read in one call. */
const READ_TOGETHER = 100;

interface WatchedOrder {
  readonly orderId: string;
}

interface Watcher<Order> {
  seen(order: Order): void;
  /** The gateway goes down. */
  closed(): void;
}

export class OrderWatch<Order extends WatchedOrder = WatchedOrder> {
  readonly #read: (orderIds: string[]) => Promise<readonly Order[]>;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #capacity: number;
  readonly #report: (error: unknown) => void;
  readonly #watchers = new Map<string, Set<Watcher<Order>>>();
  #count = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(settings: {
    read(orderIds: string[]): Promise<readonly Order[]>;
    clock: Clock;
    everyMs: number;
    capacity: number;
    report(error: unknown): void;
  }) {
    this.#read = settings.read;
    this.#clock = settings.clock;
    this.#everyMs = settings.everyMs;
    this.#capacity = settings.capacity;
    this.#report = settings.report;
  }

  get watchers(): number {
    return this.#count;
  }

  /** Starts to watch. Answers how to stop, or undefined when there are as many watchers as there may be. */
  watch(orderId: string, watcher: Watcher<Order>): (() => void) | undefined {
    if (this.#closed || this.#count >= this.#capacity) return undefined;
    const watchers = this.#watchers.get(orderId) ?? new Set();
    this.#watchers.set(orderId, watchers.add(watcher));
    this.#count += 1;
    this.#cancel ??= this.#clock.after(this.#everyMs, () => void this.#turn());
    return () => {
      if (!watchers.delete(watcher)) return;
      this.#count -= 1;
      if (watchers.size === 0) this.#watchers.delete(orderId);
    };
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const watchers of [...this.#watchers.values()]) for (const watcher of [...watchers]) watcher.closed();
  }

  async #turn(): Promise<void> {
    const orderIds = [...this.#watchers.keys()];
    for (let start = 0; start < orderIds.length; start += READ_TOGETHER) {
      try {
        const orders = await this.#read(orderIds.slice(start, start + READ_TOGETHER));
        for (const order of orders) for (const watcher of this.#watchers.get(order.orderId) ?? []) watcher.seen(order);
      } catch (error) {
        this.#report(error);
      }
    }
    const idle = this.#closed || this.#count === 0;
    this.#cancel = idle ? undefined : this.#clock.after(this.#everyMs, () => void this.#turn());
  }
}
