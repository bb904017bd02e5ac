import { logOf } from './advance.ts';
import { type LogReader, readEvents } from './event-log.ts';
import type { Generation } from './generations.ts';
import type { Projection } from './projection.ts';

// Where a projection stands, for operators and metrics.

/** How far a generation is behind its logs. */
export interface GenerationStatus {
  readonly generation: number;
  readonly positions: Readonly<Record<string, number>>;
  readonly heads: Readonly<Record<string, number>>;
  /** Events that wait to be folded; counted no further than some hundred records. */
  readonly lagEvents: number;
  /** Age of the oldest of them. */
  readonly lagMs: number;
  readonly startedAtMs: number;
}

export interface ProjectionStatus {
  readonly name: string;
  /** What readers see; undefined until it has been built for the first time. */
  readonly active: GenerationStatus | undefined;
  /** What is being built beside it. */
  readonly building: GenerationStatus | undefined;
  /** Why the last step failed, until one succeeds. */
  readonly error: string | undefined;
}

const MOST_RECORDS = 200;

export async function lagOf(
  { sources, foldings }: Projection,
  logs: ReadonlyMap<string, LogReader>,
  { generation, positions, startedAt }: Generation,
  nowMs: number,
): Promise<GenerationStatus> {
  const heads: Record<string, number> = {};
  let lagEvents = 0;
  let oldestMs = nowMs;
  for (const source of sources) {
    const log = logOf(logs, source);
    const position = positions[source] ?? 0;
    const head = await log.head();
    heads[source] = head;
    if (head <= position) continue;
    const { records } = await readEvents(log, position, MOST_RECORDS);
    for (const { type, atMs } of records.flatMap(({ events }) => events)) {
      if (!foldings.has(type)) continue;
      lagEvents += 1;
      oldestMs = Math.min(oldestMs, atMs);
    }
  }
  return { generation, positions, heads, lagEvents, lagMs: nowMs - oldestMs, startedAtMs: startedAt };
}
