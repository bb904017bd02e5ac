import { useCallback, useRef, useState } from 'react';
import type { Tone } from '../../web/design/badge.tsx';
import { Button } from '../../web/design/button.tsx';
import { Notice } from '../../web/design/states.tsx';
import type { Sale } from '../../web/gen/http-types.ts';
import { customerId } from '../customer/customer.ts';
import { problemSentence } from '../sentences/problem-sentence.ts';
import { Countdown } from './countdown.tsx';
import { SaleOrder } from './sale-order.tsx';
import { tellPlace } from './sale-state.ts';
import { usePlace } from './use-place.ts';
import type { SaleOrdering } from './use-sale-order.ts';

interface WaitingRoomProps {
  readonly sale: Sale;
  readonly ordering: SaleOrdering;
}

/** A place first, then the order. Who stays sees where they stand, as it changes. */
export function WaitingRoom({ sale, ordering }: WaitingRoomProps) {
  const { held, enter, look } = usePlace(sale.id, customerId());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // Whoever has just taken a place goes on from there; who comes back to one is where they are.
  const hasTaken = useRef(false);
  const focusPlace = useCallback((place: HTMLElement | null): void => {
    if (hasTaken.current) place?.focus();
  }, []);

  const take = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      hasTaken.current = true;
      await enter();
    } catch (error) {
      setProblem(problemSentence(error));
    } finally {
      setBusy(false);
    }
  };

  if (held === undefined) {
    return (
      <div className="stack">
        <Notice tone="info">{ruleOf(sale)}</Notice>
        <div className="row">
          <Button look="primary" size="large" busy={busy} onClick={() => void take()}>
            Take a place
          </Button>
        </div>
        {problem !== undefined && (
          <Notice tone="negative" urgent>
            {problem}
          </Notice>
        )}
      </div>
    );
  }
  const { place, ticket } = held;
  return (
    <div className="stack" ref={focusPlace} tabIndex={-1}>
      <Notice tone={TONES[place.state] ?? 'info'}>
        <strong>{tellPlace(place)}</strong>
        {place.state === 'admitted' && place.turn_ends_at !== null && (
          <span>
            Your turn ends in <Countdown to={place.turn_ends_at} onEnd={look} />.
          </span>
        )}
        {place.state === 'waiting' && <span>Your place is kept when you reload this page or lose the connection.</span>}
      </Notice>
      {place.state === 'admitted' && <SaleOrder sale={sale} ticket={ticket} ordering={ordering} />}
    </div>
  );
}

const TONES: Readonly<Record<string, Tone>> = { admitted: 'positive', turn_lost: 'caution' };

function ruleOf({ state, waiting_room: room }: Sale): string {
  if (state === 'scheduled' && room?.draw === 'fair') {
    return 'This sale has a waiting room. Whoever is in it when the sale begins takes part in a fair draw of places.';
  }
  return 'This sale has a waiting room. Places are given in order of arrival.';
}
