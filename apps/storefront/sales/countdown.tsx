import { useEffect, useState } from 'react';
import { formatLeft } from './sale-state.ts';

const SECOND_MS = 1_000;

interface CountdownProps {
  readonly to: string;
  /** Told once, when the time has come. */
  readonly onEnd?: () => void;
}

/** Not read aloud second by second: what it counts down to is told by the page. */
export function Countdown({ to, onEnd }: CountdownProps) {
  const leftMs = useTimeLeft(to);
  const isOver = leftMs <= 0;
  useEffect(() => {
    if (isOver) onEnd?.();
  }, [isOver, onEnd]);
  return (
    <time dateTime={to} className="numeric" role="timer" aria-live="off">
      {formatLeft(leftMs)}
    </time>
  );
}

function useTimeLeft(to: string): number {
  const endMs = Date.parse(to);
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return endMs - nowMs;
}
