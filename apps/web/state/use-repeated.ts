import { useEffect } from 'react';
import { askAgainMs } from '../api/api.ts';
import { failureOf, type Loaded, type Loading } from './loader.ts';
import { whenInSight } from './when-in-sight.ts';

/** What has been loaded is loaded again so long after its answer, while somebody looks; never where it is undefined. */
export function useRepeated<Value>({ loaded, reload }: Loading<Value>, everyMs: number | undefined): void {
  // What could not be had and may be soon, `useLoaded` asks for by itself.
  const afterMs = askAgainMs(failureOf(loaded)) === undefined ? everyMs : undefined;
  useReloadAfter(loaded, reload, afterMs);
}

/** Asks again so long after the newest answer, or the newest try that had none. */
export function useReloadAfter(loaded: Loaded<unknown>, reload: () => void, afterMs: number | undefined): void {
  useEffect(() => {
    const isOnItsWay = loaded.status === 'loading' || (loaded.status === 'ready' && loaded.refreshing);
    if (isOnItsWay || afterMs === undefined) return;
    return whenInSight(afterMs, reload);
  }, [loaded, afterMs, reload]);
}
