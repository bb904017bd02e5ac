import { useEffect } from 'react';
import { askAgainMs } from '../api/api.ts';
import { failureOf, type Loading } from './loader.ts';
import { whenInSight } from './when-in-sight.ts';

/**
 * What has been loaded is loaded again so long after its answer, while somebody looks; never where it is undefined. What
 * could not be had and may be soon is left to `useLoaded`.
 */
export function useRepeated<Value>({ loaded, reload }: Loading<Value>, everyMs: number | undefined): void {
  useEffect(() => {
    const isOnItsWay = loaded.status === 'loading' || (loaded.status === 'ready' && loaded.refreshing);
    if (isOnItsWay || everyMs === undefined || askAgainMs(failureOf(loaded)) !== undefined) return;
    return whenInSight(everyMs, reload);
  }, [loaded, everyMs, reload]);
}
