import { useEffect } from 'react';
import type { Loading } from './use-loaded.ts';
import { whenInSight } from './when-in-sight.ts';

/** What has been loaded is loaded again so long after its answer, while somebody looks; never where it is undefined. */
export function useRepeated<Value>({ loaded, reload }: Loading<Value>, everyMs: number | undefined): void {
  useEffect(() => {
    const isOnItsWay = loaded.status === 'loading' || (loaded.status === 'ready' && loaded.refreshing);
    if (isOnItsWay || everyMs === undefined) return;
    return whenInSight(everyMs, reload);
  }, [loaded, everyMs, reload]);
}
