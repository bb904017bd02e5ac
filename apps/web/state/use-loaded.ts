import { useCallback, useEffect, useRef, useState } from 'react';
import { type Loaded, Loader } from './loader.ts';

export type { Loaded } from './loader.ts';

export interface Loading<Value> {
  readonly loaded: Loaded<Value>;
  /** Asks again; after the answer that is on its way, where one is. */
  reload(): void;
}

/** Loads when the page appears, and again for another key; an answer that is not wanted any more is dropped. */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loading<Value> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly state: Loaded<Value> }>(() => ({
    key,
    state: { status: 'loading' },
  }));
  // The newest function, so that a caller may write it in place.
  const current = useRef(load);
  current.current = load;
  const loader = useRef<Loader<Value>>(undefined);

  useEffect(() => {
    const of = new Loader<Value>(
      (signal) => current.current(signal),
      (next) =>
        setLoaded((before) => ({ key, state: next(before.key === key ? before.state : { status: 'loading' }) })),
    );
    loader.current = of;
    of.reload();
    return () => of.stop();
  }, [key]);

  return {
    // Until the effect has run, what is here belongs to another key.
    loaded: loaded.key === key ? loaded.state : { status: 'loading' },
    reload: useCallback(() => loader.current?.reload(), []),
  };
}
