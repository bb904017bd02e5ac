import type { Clock } from '../../../platform/kernel/clock.ts';
import { EXIT_INTERRUPTED } from '../command-failed.ts';
import { endProgress } from './progress.ts';

/** Where signals come from: the process, or a test. */
export interface Signals {
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(event: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  exit(code: number): void;
}

/** Ctrl-C reaches the whole foreground group, and npm passes it on to a command that has had it: one wish, two signals. */
const ECHO_MS = 500;

/** The first signal asks for an end in good order, a second one ends the process at once. Answers what stops listening. */
export function onStopRequest(signals: Signals, clock: Pick<Clock, 'nowMs'>, asked: () => void): () => void {
  let askedAtMs: number | undefined;
  const onSignal = (): void => {
    if (askedAtMs === undefined) {
      askedAtMs = clock.nowMs();
      asked();
    } else if (clock.nowMs() - askedAtMs > ECHO_MS) {
      signals.exit(EXIT_INTERRUPTED);
    }
  };
  signals.on('SIGTERM', onSignal);
  signals.on('SIGINT', onSignal);
  return () => {
    signals.off('SIGTERM', onSignal);
    signals.off('SIGINT', onSignal);
  };
}

export const processSignals = {
  on: process.on.bind(process),
  off: process.off.bind(process),
  exit: (code: number) => {
    endProgress();
    process.exit(code);
  },
} satisfies Signals;
