import { useEffect, useState } from 'react';

/** The time, anew every so often: for what counts down, and for what is asked for again and again. */
export function useTicking(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(ticking);
  }, [everyMs]);
  return nowMs;
}
