import type { Saga } from '../../web/gen/http-types.ts';

type Step = Saga['steps'][number];

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** From the first step's start to the last known moment; undefined where nothing has begun. */
export function spanOf(steps: readonly Step[], nowMs: number): Span | undefined {
  const starts = steps.flatMap(({ started_at }) => (started_at === null ? [] : Date.parse(started_at)));
  if (starts.length === 0) return undefined;
  const ends = steps.flatMap((step) => stepSpan(step, nowMs)?.endMs ?? []);
  const startMs = Math.min(...starts);
  return { startMs, endMs: Math.max(startMs + 1, ...ends) };
}

/** A step that has begun and not ended lasts until now. */
export function stepSpan({ started_at, ended_at }: Step, nowMs: number): Span | undefined {
  if (started_at === null) return undefined;
  const startMs = Date.parse(started_at);
  return { startMs, endMs: Math.max(startMs, ended_at === null ? nowMs : Date.parse(ended_at)) };
}

/** A saga that neither retry nor compensate changes any more. */
export function isOver({ status }: Pick<Saga, 'status'>): boolean {
  return status === 'completed' || status === 'compensated';
}

/** The step that it is at, or has stopped at. */
export function stepNow({ steps }: Pick<Saga, 'steps'>): Step | undefined {
  return steps.find(({ status }) => status === 'in_progress') ?? steps.find(({ status }) => status === 'failed');
}
