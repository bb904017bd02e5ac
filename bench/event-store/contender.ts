// One who appends: to a stream, one event, at a version that it expects.

export interface BenchEvent {
  readonly type: 'Noted';
  readonly data: { readonly orderId: string; readonly amountMinor: number; readonly note: string };
}

export interface Contender {
  readonly name: string;
  append(streamId: string, event: BenchEvent, expectedVersion: number): Promise<unknown>;
  close(): Promise<void>;
}

export function newEvent(index: number): BenchEvent {
  const orderId = `order-${index}`;
  return { type: 'Noted', data: { orderId, amountMinor: index, note: 'A note of some length, as events have.' } };
}

/** After so many events a writer goes on with a new stream. */
const STREAM_LENGTH = 20;

let streams = 0;

/** Appends for a while with so many writers, each of which waits for its append before the next. Answers appends a second. */
export async function writeFor(
  contender: Contender,
  durationMs: number,
  writers: number,
  eventAt: (index: number) => BenchEvent,
): Promise<number> {
  let written = 0;
  const startedMs = performance.now();
  const untilMs = startedMs + durationMs;
  const write = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      streams += 1;
      const streamId = `stream-${streams}`;
      for (let version = 0; version < STREAM_LENGTH && performance.now() < untilMs; version++) {
        await contender.append(streamId, eventAt(written), version);
        written += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return (written * 1_000) / (performance.now() - startedMs);
}
