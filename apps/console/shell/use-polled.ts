import { type Loading, useLoaded } from '../../web/state/use-loaded.ts';
import { useRepeated } from '../../web/state/use-repeated.ts';

/** Loaded, and loaded again every so often while the page is in sight. What is here stays until the next has come. */
export function usePolled<Value>(
  key: string,
  everyMs: number,
  load: (signal: AbortSignal) => Promise<Value>,
): Loading<Value> {
  const loading = useLoaded(key, load);
  useRepeated(loading, everyMs);
  return loading;
}
