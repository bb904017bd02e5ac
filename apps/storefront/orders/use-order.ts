import { useEffect, useState } from 'react';
import { call, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import type { Order } from '../../web/gen/http-types.ts';
import { type Loaded, useLoaded } from '../../web/state/use-loaded.ts';
import { isEnded } from './order-status.ts';

export interface FollowedOrder {
  readonly loaded: Loaded<Order>;
  readonly reload: () => void;
  /** False while the connection is lost: what is shown may be old. */
  readonly isLive: boolean;
}

/** An order as it stands: read once, and again whenever the stream tells of a change. */
export function useOrder(id: string): FollowedOrder {
  const { loaded, reload } = useLoaded(id, (signal) => call('GET /orders/{id}', { path: { id } }, { signal }));
  const [isLive, setLive] = useState(true);
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
