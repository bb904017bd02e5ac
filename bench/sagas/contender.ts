// One who runs sagas of three steps that do nothing, and makes each transition durable.

export interface Contender {
  readonly name: string;
  /** Runs sagas for a while, so many at once. Answers completed sagas a second. */
  measure(durationMs: number, runners: number): Promise<number>;
  close(): Promise<void>;
}

/** Measures by running one saga after another in each runner. */
export function measuring(run: () => Promise<void>): Contender['measure'] {
  return async (durationMs, runners) => {
    let completed = 0;
    const startedMs = performance.now();
    const untilMs = startedMs + durationMs;
    const runner = async (): Promise<void> => {
      while (performance.now() < untilMs) {
        await run();
        completed += 1;
      }
    };
    await Promise.all(Array.from({ length: runners }, runner));
    return (completed * 1_000) / (performance.now() - startedMs);
  };
}
