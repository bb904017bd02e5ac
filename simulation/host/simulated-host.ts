import type { MemoryConnection } from '../../platform/messaging/memory-queues.ts';
import type { Method } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type { Sales } from '../../processes/sale/door.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Edge } from './edge.ts';

/** What a host consists of while it lives. A crash loses all of it. */
export interface HostParts {
  /** The modules of this process. */
  readonly local: Doors;
  readonly edge: Edge;
  /** Where the seed has a sale. */
  readonly sales: Sales | undefined;
  start(): Promise<void>;
}

export interface PendingCall {
  readonly what: string;
  readonly sinceMs: number;
}

/** One process from its start to its crash. Its successor is another object and knows nothing of it. */
export class SimulatedHost implements Owner {
  readonly name: string;
  readonly slot: number;
  isAlive = true;
  isOpen = false;
  frozenUntilMs = 0;
  skewMs: number;
  /** Requests of shoppers that it works on. */
  busy = 0;
  /** Calls that its modules have not answered. */
  readonly pending = new Set<PendingCall>();
  #parts: HostParts | undefined;

  /** Its connection to the broker. */
  readonly broker: MemoryConnection;

  constructor(slot: number, life: number, skewMs: number, broker: MemoryConnection) {
    this.slot = slot;
    this.name = `host ${slot}.${life}`;
    this.skewMs = skewMs;
    this.broker = broker;
  }

  get edge(): Edge | undefined {
    return this.isOpen ? this.#parts?.edge : undefined;
  }

  get sales(): Sales | undefined {
    return this.isOpen ? this.#parts?.sales : undefined;
  }

  /** Starts what was built. It takes calls at once, and shoppers when everything runs. */
  async start(parts: HostParts): Promise<void> {
    this.#parts = parts;
    await parts.start();
    this.isOpen = true;
  }

  /** A call for one of its modules. */
  receive(nowMs: number, method: Method, request: unknown, context?: CallContext): Promise<unknown> {
    if (this.#parts === undefined) return Promise.reject(new Error(`${this.name} has not been built yet`));
    const call: PendingCall = { what: method.localName, sinceMs: nowMs };
    this.pending.add(call);
    return this.#parts.local.call({ method, request }, context).finally(() => this.pending.delete(call));
  }

  die(): void {
    this.isAlive = false;
    this.isOpen = false;
    this.broker.cut();
    this.#parts = undefined;
  }
}
