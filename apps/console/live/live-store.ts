import { useSyncExternalStore } from 'react';
import { urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import type { LiveSample } from '../../web/gen/http-types.ts';

// What the shop does, followed once for all that shows it: the page, and the marks in the navigation.

export interface Live {
  /** Oldest first, a second apart, the last quarter of an hour. */
  readonly samples: readonly LiveSample[];
  readonly connected: boolean;
}

const MOST_SAMPLES = 900;

let live: Live = { samples: [], connected: false };
let stop: (() => void) | undefined;
const listeners = new Set<() => void>();

function show(next: Live): void {
  live = next;
  for (const listener of listeners) listener();
}

function take(name: string, data: unknown): void {
  const news = name === 'history' ? (data as { samples: LiveSample[] }).samples : [data as LiveSample];
  show({ samples: [...live.samples, ...news].slice(-MOST_SAMPLES), connected: true });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  stop ??= follow(urlOf('/admin/live'), {
    events: ['history', 'sample'],
    onEvent: take,
    onConnection: (connected) => show({ ...live, connected }),
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
    // What is missed from now on comes with the next history.
    live = { samples: [], connected: false };
  };
}

export function useLive(): Live {
  return useSyncExternalStore(subscribe, () => live);
}
