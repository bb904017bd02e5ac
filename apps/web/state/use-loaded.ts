import { useCallback, useEffect, useRef, useState } from 'react';

/** What a page has asked for: on its way, here, or not to be had. What was here stays while it is asked for again. */
export type Loaded<Value> =
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      readonly value: Value;
      readonly refreshing: boolean;
      /** Why the newest try to ask again came to nothing: what is here may be old. */
      readonly failure?: unknown;
    }
  | { readonly status: 'failed'; readonly error: unknown };

export interface Loading<Value> {
  readonly loaded: Loaded<Value>;
  /** Asks again. */
  reload(): void;
  /** Puts in what is known to hold now, such as the answer to a change. */
  replace(value: Value): void;
}

/** Loads when the page appears, and again for another key; an answer that is not wanted any more is dropped. */
export function useLoaded<Value>(key: string, load: (signal: AbortSignal) => Promise<Value>): Loading<Value> {
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly state: Loaded<Value> }>(() => ({
    key,
    state: { status: 'loading' },
  }));
  const [round, setRound] = useState(0);
  // The newest function, so that a caller may write it in place.
  const current = useRef(load);
  current.current = load;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a round is a wish to load again, and is not read
  useEffect(() => {
    const controller = new AbortController();
    const settle = (next: (before: Loaded<Value>) => Loaded<Value>): void => {
      if (!controller.signal.aborted) setLoaded(({ state }) => ({ key, state: next(state) }));
    };
    setLoaded((before) => ({ key, state: before.key === key ? whileLoading(before.state) : { status: 'loading' } }));
    current.current(controller.signal).then(
      (value) => settle(() => ({ status: 'ready', value, refreshing: false })),
      (error: unknown) => settle((before) => afterFailure(before, error)),
    );
    return () => controller.abort();
  }, [key, round]);

  return {
    // Until the effect has run, what is here belongs to another key.
    loaded: loaded.key === key ? loaded.state : { status: 'loading' },
    reload: useCallback(() => setRound((count) => count + 1), []),
    replace: useCallback(
      (value: Value) => setLoaded({ key, state: { status: 'ready', value, refreshing: false } }),
      [key],
    ),
  };
}

/** What is here is worth more than nothing. */
function afterFailure<Value>(state: Loaded<Value>, error: unknown): Loaded<Value> {
  return state.status === 'ready' ? { ...state, refreshing: false, failure: error } : { status: 'failed', error };
}

function whileLoading<Value>(state: Loaded<Value>): Loaded<Value> {
  return state.status === 'ready' ? { ...state, refreshing: true } : { status: 'loading' };
}
