import type { Consumer } from '../../platform/messaging/broker.ts';
import type { Envelope } from '../../platform/messaging/envelope.ts';
import type { MemoryConnection } from '../../platform/messaging/memory-queues.ts';
import type { DeliveryQueue, Queues } from '../../platform/messaging/queues.ts';
import { StoreUnavailable } from '../../platform/store/store.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';
import type { Witness } from '../world/witness.ts';

// A host's way to the broker's queues: every word of it takes time, publications are made of which nobody hears, and
// what was delivered is delivered again.

export class SimulatedQueues implements Queues {
  readonly #connection: MemoryConnection;
  readonly #world: Surroundings;
  readonly #witness: Witness;
  readonly #owner: Owner;

  constructor(connection: MemoryConnection, world: Surroundings & { readonly witness: Witness }, owner: Owner) {
    this.#connection = connection;
    this.#world = world;
    this.#witness = world.witness;
    this.#owner = owner;
  }

  register(consumers: readonly Consumer[], retireUnknown: boolean): Promise<void> {
    return this.#connection.register(consumers, retireUnknown);
  }

  async enqueue(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
    await this.#word('publish');
    this.#witness.published(envelopes);
    const types = await this.#connection.enqueue(envelopes);
    await this.#word('published');
    if (this.#occurs('publication of unknown outcome')) throw new StoreUnavailable('the broker gave no answer');
    return types;
  }

  queueOf(consumer: string): DeliveryQueue {
    const queue = this.#connection.queueOf(consumer);
    return {
      deliver: async (nowMs, limit, work) => {
        await this.#word(`${consumer} looks`);
        return queue.deliver(nowMs, limit, async (waiting) => {
          await this.#word(`${consumer} is given ${waiting.length}`);
          if (this.#occurs('consumer fails')) throw new StoreUnavailable('the consumer cannot work');
          const results = await work(waiting);
          await this.#word(`${consumer} has taken ${results.delivered.length}`);
          // The work is done and the queue does not hear of it: all of it is delivered again.
          if (this.#occurs('message repeated')) throw new StoreUnavailable('the queue gave no answer');
          return results;
        });
      },
    };
  }

  #word(what: string): Promise<void> {
    const { scheduler, generator, faults } = this.#world;
    const delayMs = faults.occurs('broker slow') ? generator.between(20, 4_000) : generator.between(0, 5);
    return new Promise((resolve) => scheduler.after(delayMs, this.#owner, `broker: ${what}`, resolve));
  }

  #occurs(fault: 'publication of unknown outcome' | 'consumer fails' | 'message repeated'): boolean {
    if (!this.#world.faults.occurs(fault)) return false;
    this.#world.met(fault, { host: this.#owner.name });
    return true;
  }
}
