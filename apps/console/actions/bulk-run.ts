import { Refused } from '../../web/api/api.ts';
import { sentenceOf } from '../format/sentence-of.ts';

// One action on many things, one call each: a few at a time, so that a bulk of thousands is no load of its own. What
// fails is kept with its sentence and the rest goes on; what the shop asks to try later is tried later.

export interface BulkFailure {
  readonly id: string;
  readonly why: string;
}

export interface BulkProgress {
  readonly total: number;
  readonly done: number;
  readonly failed: readonly BulkFailure[];
}

export interface BulkRun {
  readonly ids: readonly string[];
  act(id: string): Promise<unknown>;
  onProgress(progress: BulkProgress): void;
  /** Begins nothing more once it is aborted; what has begun ends. */
  readonly signal: AbortSignal;
  /** Waits so many seconds. */
  pause(seconds: number): Promise<void>;
}

const AT_ONCE = 4;
const TRIES = 5;

export async function runBulk({ ids, act, onProgress, signal, pause }: BulkRun): Promise<BulkProgress> {
  const waiting = ids.values();
  let progress: BulkProgress = { total: ids.length, done: 0, failed: [] };
  const settle = (failure?: BulkFailure): void => {
    const failed = failure === undefined ? progress.failed : [...progress.failed, failure];
    progress = { ...progress, done: progress.done + 1, failed };
    onProgress(progress);
  };
  const worker = async (): Promise<void> => {
    for (const id of waiting) {
      try {
        await withPatience(() => act(id), pause);
        settle();
      } catch (error) {
        settle({ id, why: sentenceOf(error) });
      }
      if (signal.aborted) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
  return progress;
}

/** A shop that is busy says when to come back. */
export async function withPatience(act: () => Promise<unknown>, pause: BulkRun['pause']): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await act();
      return;
    } catch (error) {
      const wait = error instanceof Refused ? error.retryAfterSeconds : undefined;
      if (wait === undefined || attempt === TRIES) throw error;
      await pause(wait);
    }
  }
}
