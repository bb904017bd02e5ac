// The clock and timers are parameters of everything that needs time (DESIGN §1, third idea).

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Runs the task once after the delay. The returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}
