import type { Clock } from '../kernel/clock.ts';
import type { Running } from './running.ts';
import { hasEnded } from './saga-state.ts';
import type { SagaRow } from './tables.ts';

const END_POLL_MS = 200;

interface Waited {
  readonly clock: Clock;
  /** The saga in this host's memory, if it is there now. */
  running(): Running | undefined;
  stored(): Promise<SagaRow | undefined>;
}

/** Resolves true when the saga has ended, false when the time is over. Of one that runs elsewhere it asks the database. */
export async function waitForEnd(saga: Waited, withinMs: number): Promise<boolean> {
  const { clock } = saga;
  const untilMs = clock.nowMs() + withinMs;
  for (;;) {
    const running = saga.running();
    if (running === undefined && ((await saga.stored())?.endedAt ?? null) !== null) return true;
    const leftMs = untilMs - clock.nowMs();
    if (leftMs <= 0) return false;
    await endOf(running, clock, running === undefined ? Math.min(leftMs, END_POLL_MS) : leftMs);
    // It ended here, durably: nobody has to be asked.
    if (running !== undefined && hasEnded(running.held.state)) return true;
  }
}

/** Leaves nothing behind: one that is stuck for hours may be asked for again and again. */
function endOf(running: Running | undefined, clock: Clock, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      cancel();
      running?.onEnd.delete(settle);
      resolve();
    };
    const cancel = clock.after(withinMs, settle);
    running?.onEnd.add(settle);
  });
}
