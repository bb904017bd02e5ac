// Asking for one thing, again and again: one request at a time. A wish to ask again that comes while one is on its way
// is kept and follows it, so that answers slower than the wishes are shown all the same, and the last one shown was
// asked for after the last wish.

/** What a page has asked for: on its way, here, or not to be had. What was shown stays while it is asked for again. */
export type Loaded<Value> =
  | { readonly status: 'loading' }
  | {
      readonly status: 'ready';
      readonly value: Value;
      readonly refreshing: boolean;
      /** Why the newest try to ask again came to nothing: what is here may be old. */
      readonly failure?: unknown;
    }
  | ({ readonly status: 'failed' } & Unread);

/** Why something could not be had, and whether it is being asked for once more. */
export interface Unread {
  readonly error: unknown;
  readonly retrying: boolean;
}

/** As a page has it. */
export interface Loading<Value> {
  readonly loaded: Loaded<Value>;
  /** Asks again; after the answer that is on its way, where one is. */
  reload(): void;
}

/** Why the newest try to ask came to nothing; undefined where it did not. */
export function failureOf(loaded: Loaded<unknown>): unknown {
  if (loaded.status === 'failed') return loaded.error;
  return loaded.status === 'ready' ? loaded.failure : undefined;
}

export class Loader<Value> {
  readonly #load: (signal: AbortSignal) => Promise<Value>;
  readonly #change: (next: (before: Loaded<Value>) => Loaded<Value>) => void;
  readonly #stopping = new AbortController();
  #isOnItsWay = false;
  #isWantedAgain = false;

  /** @param change is told how the state goes on; never after `stop`. */
  constructor(
    load: (signal: AbortSignal) => Promise<Value>,
    change: (next: (before: Loaded<Value>) => Loaded<Value>) => void,
  ) {
    this.#load = load;
    this.#change = change;
  }

  /** Asks, or asks once more when the answer that is on its way has come. */
  reload(): void {
    if (this.#isOnItsWay) this.#isWantedAgain = true;
    else void this.#run();
  }

  /** An answer that is not wanted any more is dropped. */
  stop(): void {
    this.#stopping.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#isOnItsWay = true;
    do {
      this.#isWantedAgain = false;
      if (signal.aborted) return;
      this.#change(whileLoading);
      const settled = await this.#settled(signal);
      if (signal.aborted) return;
      this.#change(settled);
    } while (this.#isWantedAgain);
    this.#isOnItsWay = false;
  }

  async #settled(signal: AbortSignal): Promise<(before: Loaded<Value>) => Loaded<Value>> {
    try {
      const value = await this.#load(signal);
      return () => ({ status: 'ready', value, refreshing: false });
    } catch (error) {
      return (before) => afterFailure(before, error);
    }
  }
}

/** What is here is worth more than nothing. */
function afterFailure<Value>(state: Loaded<Value>, error: unknown): Loaded<Value> {
  return state.status === 'ready'
    ? { ...state, refreshing: false, failure: error }
    : { status: 'failed', error, retrying: false };
}

/** What went wrong stays in sight too: a page that asks again and again must not flicker, nor say the same aloud each time. */
function whileLoading<Value>(state: Loaded<Value>): Loaded<Value> {
  if (state.status === 'loading') return state;
  return state.status === 'ready' ? { ...state, refreshing: true } : { ...state, retrying: true };
}
