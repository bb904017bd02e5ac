import type { Readable } from 'node:stream';
import type { Clock } from '../../platform/kernel/clock.ts';
import { EventStream } from '../event-stream.ts';
import type { LiveSampleDocument } from '../schemas/live.ts';

// Tells any number of watchers what the shop does. One sample a second and one text of it serve them all, and a
// quarter of an hour is kept, so that who begins to watch sees what was. Databases are asked less often while nobody
// watches. It guarantees that a watcher who keeps up sees every sample once, in order, whatever connections it loses
// for less than the history; one who cannot keep up misses some.

interface FeedOptions {
  readonly sample: (deep: boolean) => Promise<LiveSampleDocument>;
  readonly clock: Clock;
  readonly capacity: number;
  readonly report: (error: unknown) => void;
}

const EVERY_MS = 1_000;
export const KEPT_SAMPLES = 900;
/** Databases are asked every so many samples. */
const DEEP_EVERY_WATCHED = 3;
const DEEP_EVERY_UNWATCHED = 30;
/** Bytes that may wait for one watcher beyond its history; one with more gets nothing until it has read them. */
const MAX_WAITING_BYTES = 64 * 1024;

interface Kept {
  /** Its moment, which is its id in the stream too: it says the same to another process. */
  readonly atMs: number;
  readonly text: string;
}

export class LiveFeed {
  readonly #options: FeedOptions;
  readonly #watchers = new Set<EventStream>();
  #kept: Kept[] = [];
  #count = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Takes samples from now on. */
  start(): void {
    if (this.#closed) return;
    this.#cancel ??= this.#options.clock.after(EVERY_MS, () => void this.#turn());
  }

  /**
   * A stream of what was and what comes; undefined when as many watch as may.
   * @param seenMs moment of the last sample that the watcher has seen; 0 for none.
   */
  follow(seenMs: number): Readable | undefined {
    if (this.#closed || this.#watchers.size >= this.#options.capacity) return undefined;
    this.start();
    const stream = new EventStream();
    const missed = this.#kept.filter(({ atMs }) => atMs > seenMs);
    const samples = missed.map(({ text }) => text).join(',');
    const lastMs = missed.at(-1)?.atMs ?? seenMs;
    stream.send(`retry: 2000\nevent: history\nid: ${lastMs}\ndata: {"samples":[${samples}]}\n\n`);
    this.#watchers.add(stream);
    stream.once('close', () => this.#watchers.delete(stream));
    return stream;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const stream of this.#watchers) stream.finish();
  }

  async #turn(): Promise<void> {
    const deepEvery = this.#watchers.size > 0 ? DEEP_EVERY_WATCHED : DEEP_EVERY_UNWATCHED;
    try {
      this.#tell(await this.#options.sample(this.#count % deepEvery === 0));
    } catch (error) {
      this.#options.report(error);
    }
    if (!this.#closed) this.#cancel = this.#options.clock.after(EVERY_MS, () => void this.#turn());
  }

  #tell(sample: LiveSampleDocument): void {
    this.#count += 1;
    const kept = { atMs: Date.parse(sample.at), text: JSON.stringify(sample) };
    this.#kept.push(kept);
    if (this.#kept.length > KEPT_SAMPLES) this.#kept = this.#kept.slice(-KEPT_SAMPLES);
    const bytes = Buffer.from(`event: sample\nid: ${kept.atMs}\ndata: ${kept.text}\n\n`);
    for (const stream of this.#watchers) {
      if (stream.readableLength <= MAX_WAITING_BYTES + this.#kept.length * kept.text.length) stream.send(bytes);
    }
  }
}
