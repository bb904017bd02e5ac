import { useEffect, useState } from 'react';
import { call, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import type { Product, Sale } from '../../web/gen/http-types.ts';
import { type Loaded, useLoaded } from '../../web/state/use-loaded.ts';

type Live = Pick<Sale, 'state' | 'remaining' | 'draining'>;

export interface FollowedSale {
  readonly loaded: Loaded<{ readonly sale: Sale; readonly product: Product }>;
  readonly reload: () => void;
  readonly isLive: boolean;
}

/** A sale and what it sells, with state and units as the stream tells them. */
export function useSale(id: string): FollowedSale {
  const { loaded, reload } = useLoaded(id, async (signal) => {
    const sale = await call('GET /sales/{id}', { path: { id } }, { signal });
    const product = await call('GET /products/{id}', { path: { id: sale.product_id } }, { signal });
    return { sale, product };
  });
  const [live, setLive] = useState<Live>();
  const [isLive, setConnected] = useState(true);
  const isThere = loaded.status === 'ready';
  const isOver = (live ?? (isThere ? loaded.value.sale : undefined))?.state === 'closed';
  useEffect(() => {
    if (!isThere || isOver) return;
    return follow(urlOf('/sales/{id}/events', { id }), {
      events: ['sale'],
      onEvent: (_name, data) => setLive(data as Live),
      onConnection: setConnected,
    });
  }, [id, isThere, isOver]);
  if (loaded.status !== 'ready' || live === undefined) return { loaded, reload, isLive: isLive || isOver };
  const { sale, product } = loaded.value;
  return { loaded: { ...loaded, value: { sale: { ...sale, ...live }, product } }, reload, isLive: isLive || isOver };
}
