import { outboxTable } from '../../platform/messaging/outbox.ts';
import type { OutboxQueue, OutboxRecord, Refused } from '../../platform/messaging/outbox-queue.ts';
import { StoreUnavailable, type Write } from '../../platform/store/store.ts';
import type { RowOf } from '../../platform/store/table.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';

// A module's outbox at the simulated server: records in the order of their commits, one relay at a time. What a relay
// has published and not yet taken off when its host dies is published again.

export interface OutboxOptions {
  readonly schema: string;
  readonly world: Surroundings;
  /** A planted bug: several relays work at once. */
  readonly takesNoTurn: boolean;
}

export class SimulatedOutbox {
  readonly #options: OutboxOptions;
  readonly #records: OutboxRecord[] = [];
  #turn: Owner | undefined;
  #positions = 0;
  /** Records that nobody could read, or no broker take. */
  readonly refused: Refused[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get depth(): number {
    return this.#records.length;
  }

  committed(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.write !== 'append' || write.table.name !== outboxTable.name) continue;
      const { recordId, events } = write.row as RowOf<typeof outboxTable>;
      this.#positions += 1;
      this.#records.push({ position: this.#positions, recordId, events });
    }
  }

  /** The outbox as one host's relay sees it. */
  connect(owner: Owner): OutboxQueue {
    return { relay: (_nowMs, limit, work) => this.#relay(owner, limit, work) };
  }

  async #relay(
    owner: Owner,
    limit: number,
    work: (records: readonly OutboxRecord[]) => Promise<readonly Refused[]>,
  ): Promise<number | 'busy'> {
    await this.#statement(owner, 'look');
    const { takesNoTurn } = this.#options;
    if (!takesNoTurn && this.#turn?.isAlive === true) return 'busy';
    this.#turn = owner;
    try {
      const records = this.#records.slice(0, limit);
      if (records.length === 0) return 0;
      const refused = await work(records);
      await this.#statement(owner, 'take off');
      this.refused.push(...refused);
      const taken = new Set(records.map(({ position }) => position));
      const rest = this.#records.filter(({ position }) => !taken.has(position));
      this.#records.splice(0, this.#records.length, ...rest);
      return records.length;
    } finally {
      if (this.#turn === owner) this.#turn = undefined;
    }
  }

  #statement(owner: Owner, what: string): Promise<void> {
    const { world, schema } = this.#options;
    const { scheduler, faults, generator } = world;
    return new Promise((resolve, reject) => {
      scheduler.after(generator.between(0, 3), owner, `${schema} outbox: ${what}`, () => {
        const isAway = faults.occurs('store away');
        if (isAway) world.met('store away', { host: owner.name, schema });
        if (isAway) reject(new StoreUnavailable('the connection is broken'));
        else resolve();
      });
    });
  }
}
