import { useCallback, useEffect, useState } from 'react';
import { call, urlOf } from '../../web/api/api.ts';
import { follow } from '../../web/api/follow.ts';
import type { Place } from './sale-state.ts';

/** Where one stands, and the ticket that says so. */
export interface HeldPlace {
  readonly ticket: string;
  readonly place: Place;
}

/** The stream has no more to say of such a place. */
const SETTLED = new Set(['admitted', 'turn_lost', 'used', 'closed']);

const ASK_AGAIN_MS = 2_000;

/** The place of this customer in a waiting room. Asking again answers the same place, so a reload loses nothing. */
export function usePlace(saleId: string, customer: string) {
  const [held, setHeld] = useState<HeldPlace>();
  const key = `holdfast.place.${saleId}`;
  const ticket = held?.ticket;
  const isSettled = held !== undefined && SETTLED.has(held.place.state);

  const enter = useCallback(async (): Promise<void> => {
    const body = { customer_id: customer };
    const { ticket: got, ...place } = await call('POST /sales/{id}/tickets', { path: { id: saleId }, body });
    sessionStorage.setItem(key, customer);
    setHeld({ ticket: got, place });
  }, [saleId, customer, key]);

  useEffect(() => {
    if (sessionStorage.getItem(key) === customer) enter().catch(() => sessionStorage.removeItem(key));
  }, [key, customer, enter]);

  useEffect(() => {
    if (ticket === undefined || isSettled) return;
    return follow(urlOf('/sales/{id}/tickets/events', { id: saleId }, { ticket }), {
      events: ['place'],
      onEvent: (_name, data) => setHeld({ ticket, place: data as Place }),
    });
  }, [saleId, ticket, isSettled]);

  // The stream has ended with the turn's beginning: whether it is over is asked, until the shop says so.
  const [isDue, setDue] = useState(false);
  const isAdmitted = held?.place.state === 'admitted';
  useEffect(() => {
    if (!isDue || !isAdmitted) return;
    let asking: ReturnType<typeof setTimeout>;
    let isWanted = true;
    const ask = async (): Promise<void> => {
      // A shop that does not answer is asked again.
      await Promise.allSettled([enter()]);
      if (isWanted) asking = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(asking);
    };
  }, [isDue, isAdmitted, enter]);

  /** The time of the turn is over, by the clock of the shopper. */
  const look = useCallback(() => setDue(true), []);
  return { held, enter, look };
}
