import { useEffect } from 'react';
import { type Loading, useLoaded } from '../../web/state/use-loaded.ts';

/** Loaded, and loaded again every so often while the page is in sight. What is here stays until the next has come. */
export function usePolled<Value>(
  key: string,
  everyMs: number,
  load: (signal: AbortSignal) => Promise<Value>,
): Loading<Value> {
  const loading = useLoaded(key, load);
  const { reload, loaded } = loading;
  const isOnItsWay = loaded.status === 'loading' || (loaded.status === 'ready' && loaded.refreshing);
  useEffect(() => {
    if (isOnItsWay) return;
    const waiting = setTimeout(() => {
      if (!document.hidden) reload();
    }, everyMs);
    return () => clearTimeout(waiting);
  });
  return loading;
}
