import type { Readable } from 'node:stream';
import type { Clock } from '../platform/kernel/clock.ts';
import type { SaleView } from '../processes/sale/door.ts';
import { EventStream } from './event-stream.ts';

// Tells any number of watchers how a sale stands. One look at the sale and one text a turn serve them all, so a watcher
// costs a write and no more. What is sent is the whole state: one who cannot keep up skips some and is none the worse.

interface FeedOptions {
  readonly get: (saleId: string) => Promise<SaleView | undefined>;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly capacity: number;
  readonly report: (error: unknown) => void;
}

/** Bytes that may wait for one watcher; one with more gets nothing until it has read them. */
const MAX_WAITING_BYTES = 16 * 1024;
/** Turns without news after which something is said: proxies close a connection that is silent. */
const SILENT_TURNS = 60;

interface Topic {
  readonly watchers: Set<EventStream>;
  last: string;
  silentTurns: number;
}

export class SaleFeed {
  readonly #options: FeedOptions;
  readonly #topics = new Map<string, Topic>();
  #count = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#count;
  }

  /** A stream of the sale's states from now on; undefined when as many watch as may. */
  follow(sale: SaleView): Readable | undefined {
    if (this.#closed || this.#count >= this.#options.capacity) return undefined;
    const stream = new EventStream();
    const topic = this.#topics.get(sale.saleId) ?? { watchers: new Set<EventStream>(), last: '', silentTurns: 0 };
    this.#topics.set(sale.saleId, topic);
    topic.watchers.add(stream);
    this.#count += 1;
    stream.once('close', () => this.#left(sale.saleId, stream));
    stream.send(`retry: 2000\n\n${eventOf(sale)}`);
    if (sale.state === 'closed') stream.finish();
    this.#cancel ??= this.#options.clock.after(this.#options.everyMs, () => void this.#turn());
    return stream;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const { watchers } of this.#topics.values()) for (const stream of watchers) stream.finish();
  }

  #left(saleId: string, stream: EventStream): void {
    const topic = this.#topics.get(saleId);
    if (topic?.watchers.delete(stream) !== true) return;
    this.#count -= 1;
    if (topic.watchers.size === 0) this.#topics.delete(saleId);
  }

  async #turn(): Promise<void> {
    for (const [saleId, topic] of [...this.#topics]) {
      try {
        const sale = await this.#options.get(saleId);
        if (sale !== undefined) tell(topic, sale);
      } catch (error) {
        this.#options.report(error);
      }
    }
    const isIdle = this.#closed || this.#count === 0;
    this.#cancel = isIdle ? undefined : this.#options.clock.after(this.#options.everyMs, () => void this.#turn());
  }
}

function tell(topic: Topic, sale: SaleView): void {
  const event = eventOf(sale);
  const isNews = event !== topic.last;
  topic.silentTurns = isNews ? 0 : topic.silentTurns + 1;
  topic.last = event;
  if (!isNews && topic.silentTurns % SILENT_TURNS !== 0) return;
  const bytes = Buffer.from(isNews ? event : ': still here\n\n');
  for (const stream of topic.watchers) {
    if (stream.readableLength <= MAX_WAITING_BYTES) stream.send(bytes);
    if (sale.state === 'closed') stream.finish();
  }
}

function eventOf({ state, remaining, draining }: SaleView): string {
  return `event: sale\ndata: ${JSON.stringify({ state, remaining, draining })}\n\n`;
}
