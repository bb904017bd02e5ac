import type { Readable } from 'node:stream';
import type { Clock } from '../platform/kernel/clock.ts';
import type { PlaceView, RoomView } from '../processes/sale/door.ts';
import { EventStream } from './event-stream.ts';

// Tells any number of people how a waiting room goes on and where they stand. One look at the room a turn serves them all.
// What is the same for everybody is one text, `room`; what is somebody's own, `place`, is told when it changes and now and
// then. So a turn costs each of them a comparison, and a write when there is something to say.

interface FeedOptions {
  readonly room: (saleId: string) => Promise<RoomView | undefined>;
  readonly clock: Clock;
  readonly everyMs: number;
  readonly capacity: number;
  readonly report: (error: unknown) => void;
}

/** Bytes that may wait for one person; one with more gets nothing of `room` until they have read them. */
const MAX_WAITING_BYTES = 16 * 1024;
/** Turns after which those who wait are told their place again, and a silent connection hears something. */
const REFRESH_TURNS = 25;

class TicketStream extends EventStream {
  readonly sequence: number;
  position: number | undefined;

  constructor(sequence: number) {
    super();
    this.sequence = sequence;
  }
}

interface Topic {
  readonly watchers: Set<TicketStream>;
  last: string;
  turns: number;
}

export class TicketFeed {
  readonly #options: FeedOptions;
  readonly #topics = new Map<string, Topic>();
  #count = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** A stream of one place, until there is nothing more to wait for; undefined when as many watch as may. */
  follow(room: RoomView, place: PlaceView): Readable | undefined {
    if (this.#closed || this.#count >= this.#options.capacity) return undefined;
    const { saleId } = room;
    const { clock, everyMs } = this.#options;
    const stream = new TicketStream(place.sequence);
    stream.position = place.position;
    stream.send(`retry: 2000\n\n${roomEvent(room)}${placeEvent(place)}`);
    if (isEnd(place)) {
      stream.finish();
      return stream;
    }
    const topic = this.#topics.get(saleId) ?? { watchers: new Set<TicketStream>(), last: '', turns: 0 };
    this.#topics.set(saleId, topic);
    topic.watchers.add(stream);
    this.#count += 1;
    stream.once('close', () => this.#left(saleId, stream));
    this.#cancel ??= clock.after(everyMs, () => void this.#turn());
    return stream;
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const { watchers } of this.#topics.values()) for (const stream of watchers) stream.finish();
  }

  #left(saleId: string, stream: TicketStream): void {
    const topic = this.#topics.get(saleId);
    if (topic?.watchers.delete(stream) !== true) return;
    this.#count -= 1;
    if (topic.watchers.size === 0) this.#topics.delete(saleId);
  }

  async #turn(): Promise<void> {
    const { room: roomOf, clock, everyMs, report } = this.#options;
    for (const [saleId, topic] of [...this.#topics]) {
      try {
        const room = await roomOf(saleId);
        if (room !== undefined) tell(topic, room, clock.nowMs());
      } catch (error) {
        report(error);
      }
    }
    const isIdle = this.#closed || this.#count === 0;
    this.#cancel = isIdle ? undefined : clock.after(everyMs, () => void this.#turn());
  }
}

function tell(topic: Topic, room: RoomView, nowMs: number): void {
  topic.turns += 1;
  const event = roomEvent(room);
  const isNews = event !== topic.last;
  const isRefresh = topic.turns % REFRESH_TURNS === 0;
  topic.last = event;
  const bytes = Buffer.from(event);
  for (const stream of topic.watchers) {
    if (stream.finished) continue;
    const canRead = stream.readableLength <= MAX_WAITING_BYTES;
    if ((isNews || isRefresh) && canRead) stream.send(bytes);
    if (isDue(stream, room) || (isRefresh && canRead)) tellPlace(stream, room, nowMs);
  }
}

/** True once the draw is made, and when the wait is over. */
function isDue(stream: TicketStream, room: RoomView): boolean {
  if (room.state === 'closed') return true;
  if (stream.position === undefined) return room.drawn;
  return stream.position < room.admitted && room.state !== 'sold_out';
}

function tellPlace(stream: TicketStream, room: RoomView, nowMs: number): void {
  const place = room.placeOf(stream.sequence, nowMs);
  stream.position = place.position;
  stream.send(placeEvent(place));
  if (isEnd(place)) stream.finish();
}

/** Sold out is no end: units may come back. */
function isEnd({ state }: PlaceView): boolean {
  return state !== 'waiting' && state !== 'sold_out';
}

function roomEvent({ state, arrived, admitted, perSecond }: RoomView): string {
  const data = { state, arrived, admitted, admitted_per_second: Math.floor(perSecond) };
  return `event: room\ndata: ${JSON.stringify(data)}\n\n`;
}

function placeEvent(place: PlaceView): string {
  return `event: place\ndata: ${JSON.stringify(placeDocument(place))}\n\n`;
}

/** A place as people are told of it: numbers from 1. */
export function placeDocument({ state, sequence, position, estimatedWaitMs, turnEndsAtMs }: PlaceView) {
  return {
    state,
    sequence: sequence + 1,
    position: position === undefined ? null : position + 1,
    estimated_wait_seconds: estimatedWaitMs === undefined ? null : Math.ceil(estimatedWaitMs / 1_000),
    turn_ends_at: turnEndsAtMs === undefined ? null : new Date(turnEndsAtMs).toISOString(),
  };
}
