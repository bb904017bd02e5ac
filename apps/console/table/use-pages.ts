import { useCallback, useEffect, useRef, useState } from 'react';
import { useAskAgain } from '../../web/state/use-ask-again.ts';

// A list that the server pages: read page by page as it is scrolled, and kept as one list of rows.

export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** @param cursor of the page; undefined for the first. */
export type LoadPage<Row> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>;

export interface Pages<Row> {
  readonly rows: readonly Row[];
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
  /** The server has more than is here. */
  readonly more: boolean;
  /** Something is on its way: more of it, or the same anew. */
  readonly busy: boolean;
  loadMore(): void;
  /** Reads what is here anew. It stays in sight until it has come. */
  reload(): void;
}

/** As many pages are read anew in one go; who has scrolled further scrolls again. */
const PAGES_READ_ANEW = 5;

interface State<Row> {
  readonly key: string;
  readonly rows: readonly Row[];
  readonly pages: number;
  readonly next: string | null;
  readonly status: Pages<Row>['status'];
  readonly error: unknown;
}

const nothingOf = <Row>(key: string): State<Row> => ({
  key,
  rows: [],
  pages: 0,
  next: null,
  status: 'loading',
  error: undefined,
});

/**
 * Loads the first page when the list appears, and again for another key, such as another filter. What could not be had and
 * may be soon is asked for again.
 */
export function usePages<Row>(key: string, load: LoadPage<Row>): Pages<Row> {
  const [state, setState] = useState<State<Row>>(() => nothingOf(key));
  const [busy, setBusy] = useState(true);
  const current = useRef({ load, state });
  current.current = { load, state };
  const running = useRef<AbortController>(undefined);

  const run = useCallback((work: (signal: AbortSignal) => Promise<State<Row>>, failed: State<Row>) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    const settle = (settled: State<Row>): void => {
      if (controller.signal.aborted) return;
      running.current = undefined;
      setBusy(false);
      setState(settled);
    };
    work(controller.signal).then(settle, (error: unknown) => settle({ ...failed, status: 'failed', error }));
  }, []);

  const readAnew = useCallback(
    (pages: number) => {
      const read = async (signal: AbortSignal): Promise<State<Row>> => {
        let read = nothingOf<Row>(key);
        do read = await withNextPage(read, current.current.load, signal);
        while (read.next !== null && read.pages < pages);
        return read;
      };
      const before = current.current.state;
      run(read, before.key === key ? before : nothingOf(key));
    },
    [key, run],
  );

  useEffect(() => {
    setState(nothingOf(key));
    readAnew(1);
    return () => running.current?.abort();
  }, [key, readAnew]);

  // Until the effect has run, what is here belongs to another key.
  const shown = state.key === key ? state : nothingOf<Row>(key);
  const reload = useCallback(() => {
    readAnew(Math.max(1, Math.min(PAGES_READ_ANEW, current.current.state.pages)));
  }, [readAnew]);
  useAskAgain(shown.error, reload);
  return {
    rows: shown.rows,
    status: shown.status,
    error: shown.error,
    more: shown.next !== null,
    busy,
    loadMore: useCallback(() => {
      const { state: before, load: loadPage } = current.current;
      if (running.current !== undefined || before.next === null) return;
      run((signal) => withNextPage(before, loadPage, signal), before);
    }, [run]),
    reload,
  };
}

async function withNextPage<Row>(before: State<Row>, load: LoadPage<Row>, signal: AbortSignal): Promise<State<Row>> {
  const { data, next_cursor } = await load(before.next ?? undefined, signal);
  return {
    key: before.key,
    rows: [...before.rows, ...data],
    pages: before.pages + 1,
    next: next_cursor,
    status: 'ready',
    error: undefined,
  };
}
