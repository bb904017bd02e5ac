import { useCallback, useEffect, useRef, useState } from 'react';
import { failureOf, type Loaded, Loader, type Loading } from './loader.ts';
import { useAskAgain } from './use-ask-again.ts';

export type { Loaded, Loading, Unread } from './loader.ts';

const LOADING = { status: 'loading' } as const;

/**
 * Loads when the page appears, and again for another key; an answer that is not wanted any more is dropped. What could not
 * be had and may be soon is asked for again: a page that somebody looks at does not stay old for want of one answer.
 */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loading<Value> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly state: Loaded<Value> }>(() => ({
    key,
    state: LOADING,
  }));
  // The newest function, so that a caller may write it in place.
  const current = useRef(load);
  current.current = load;
  const loader = useRef<Loader<Value>>(undefined);

  useEffect(() => {
    const of = new Loader<Value>(
      (signal) => current.current(signal),
      (next) => setLoaded((before) => ({ key, state: next(before.key === key ? before.state : LOADING) })),
    );
    loader.current = of;
    of.reload();
    return () => of.stop();
  }, [key]);

  const reload = useCallback(() => loader.current?.reload(), []);
  // Until the effect has run, what is here belongs to another key.
  const shown: Loaded<Value> = loaded.key === key ? loaded.state : LOADING;
  useAskAgain(failureOf(shown), reload);
  return { loaded: shown, reload };
}
