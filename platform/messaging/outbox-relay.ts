import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Broker, Unpublishable } from './broker.ts';
import { type Envelope, type RecordedEvent, toEnvelope } from './envelope.ts';
import type { OutboxQueue, OutboxRecord, Refused } from './outbox-queue.ts';
import { storableCause } from './storable-cause.ts';
import { type Turn, WorkLoop } from './work-loop.ts';

// Carries one module's outbox to the broker. Guarantees: an event whose transaction committed is published at least
// once; events of one key are published in order; of several relays on one outbox one works at a time; what no broker
// can take is put aside with its cause, and the rest goes on. Publishes again what it published before a crash.

export interface OutboxRelayOptions {
  /** The module's outbox. */
  readonly queue: OutboxQueue;
  /** Package of the module's contract, as the envelopes name their source. */
  readonly source: string;
  readonly broker: Pick<Broker, 'publish'>;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** Batches published together at the most. */
  readonly maxRecords?: number;
  /** A run failed; it is tried again. */
  onFailure(error: Error): void;
}

interface Opened {
  /** By the id of their event. */
  readonly recordIds: ReadonlyMap<string, string>;
  readonly envelopes: readonly Envelope[];
  readonly unreadable: readonly Refused[];
}

export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #maxRecords: number;
  readonly #loop: WorkLoop;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#maxRecords = options.maxRecords ?? 32;
    this.#loop = new WorkLoop({
      clock: options.clock,
      pollMs: options.pollMs ?? 1_000,
      turn: () => this.relayOnce(),
      onFailure: (error) => options.onFailure(error),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Says that something was committed to the outbox. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when the run in progress has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Publishes what waits, up to one chunk. */
  async relayOnce(): Promise<Turn> {
    const { queue, clock, source } = this.#options;
    const taken = await queue.relay(
      () => clock.nowMs(),
      this.#maxRecords,
      async (records) => {
        const opened = open(records, source);
        return [...opened.unreadable, ...(await this.#publish(opened))];
      },
    );
    if (taken === 'busy') return 'busy';
    return taken === this.#maxRecords ? 'more' : 'done';
  }

  /** Publishes all that the broker can take; answers the rest. */
  async #publish({ envelopes, recordIds }: Opened): Promise<Refused[]> {
    const refused: Refused[] = [];
    for (let open = envelopes; open.length > 0; ) {
      try {
        await this.#options.broker.publish(open);
        break;
      } catch (error) {
        if (!(error instanceof Unpublishable)) throw error;
        const { messageIds } = error;
        const cause = storableCause(error.message);
        const rest = open.filter(({ id }) => !messageIds.has(id));
        assert(rest.length < open.length, `the broker refused messages that it was not given: ${cause}`);
        for (const envelope of open) {
          if (!messageIds.has(envelope.id)) continue;
          const recordId = recordIds.get(envelope.id) ?? envelope.id;
          refused.push({ recordId, messageId: envelope.id, event: JSON.stringify(envelope), cause });
        }
        open = rest;
      }
    }
    return refused;
  }
}

/** The records' events as envelopes, in order. */
function open(records: readonly OutboxRecord[], source: string): Opened {
  const recordIds = new Map<string, string>();
  const envelopes: Envelope[] = [];
  const unreadable: Refused[] = [];
  for (const { recordId, events } of records) {
    try {
      const readable = (JSON.parse(events) as RecordedEvent[]).map((event) => toEnvelope(source, event));
      for (const { id } of readable) recordIds.set(id, recordId);
      envelopes.push(...readable);
    } catch (error) {
      unreadable.push({ recordId, messageId: null, event: events, cause: storableCause((error as Error).message) });
    }
  }
  return { recordIds, envelopes, unreadable };
}
