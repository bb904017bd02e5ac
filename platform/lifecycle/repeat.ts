import type { Clock } from '../kernel/clock.ts';

/**
 * Runs the work every `everyMs`, never two runs at once: the next one is planned when the last has ended. A failing run
 * is reported and the next one follows as planned. The returned function stops it and resolves when nothing runs.
 */
export function repeat(
  clock: Clock,
  everyMs: number,
  work: () => Promise<void>,
  report: (error: Error) => void,
): () => Promise<void> {
  let stopped = false;
  let current = Promise.resolve();
  let cancel = clock.after(everyMs, turn);
  function turn(): void {
    current = work()
      .catch((error: unknown) => report(error as Error))
      .then(() => {
        if (!stopped) cancel = clock.after(everyMs, turn);
      });
  }
  return async () => {
    stopped = true;
    cancel();
    await current;
  };
}
