import { useEffect } from 'react';
import { askAgainMs } from '../api/api.ts';
import { whenInSight } from './when-in-sight.ts';

/** What could not be had and may be soon is asked for once more, while somebody looks. Each error that is new counts anew. */
export function useAskAgain(error: unknown, reload: () => void): void {
  useEffect(() => {
    const afterMs = askAgainMs(error);
    return afterMs === undefined ? undefined : whenInSight(afterMs, reload);
  }, [error, reload]);
}
