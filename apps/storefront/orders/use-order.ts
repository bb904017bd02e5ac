import { useEffect, useState } from 'react';
import { call, mayPass, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import type { Order } from '../../web/gen/http-types.ts';
import { type Loaded, useLoaded } from '../../web/state/use-loaded.ts';
import { useRepeated } from '../../web/state/use-repeated.ts';
import { isEnded } from './order-status.ts';

/** Somebody who has just ordered wants to know: a shop that does not answer is asked again without being told to. */
const AGAIN_MS = 2_000;

export interface FollowedOrder {
  readonly loaded: Loaded<Order>;
  readonly reload: () => void;
  /** False while the connection is lost: what is shown may be old. */
  readonly isLive: boolean;
}

/** An order as it stands: read once, and again whenever the stream tells of a change. */
export function useOrder(id: string): FollowedOrder {
  const loading = useLoaded(id, (signal) => call('GET /orders/{id}', { path: { id } }, { signal }));
  const { loaded, reload } = loading;
  const [isLive, setLive] = useState(true);
  useRepeated(loading, loaded.status === 'failed' && mayPass(loaded.error) ? AGAIN_MS : undefined);
  const isThere = loaded.status === 'ready';
  const ended = isThere && isEnded(loaded.value);
  useEffect(() => {
    if (!isThere || ended) return;
    return follow(urlOf('/orders/{id}/events', { id }), {
      events: ['status'],
      onEvent: reload,
      onConnection: (connected) => {
        setLive(connected);
        if (connected) reload();
      },
    });
  }, [id, isThere, ended, reload]);
  return { loaded, reload, isLive: isLive || ended };
}
