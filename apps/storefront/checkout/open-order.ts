import type { Operations } from '../../web/gen/http-types.ts';
import { type Attempt, unanswered } from './until-answered.ts';

export type OrderBody = Operations['POST /orders']['body'];

/** Where an order that is being placed is kept, for all windows of this browser. */
export const ORDER_PLACE = 'holdfast.order';

/** The order that this browser has sent and nobody has answered. */
export function openOrder(storage: Pick<Storage, 'getItem'> = localStorage): Attempt<OrderBody> | undefined {
  return unanswered<OrderBody>(ORDER_PLACE, storage);
}

/** As far as it is needed of a window. */
type Hears = Pick<Window, 'addEventListener' | 'removeEventListener'>;

/**
 * Acts once nobody waits for the answer to an order any more, in whichever window it came. Answers what takes the wish
 * back.
 */
export function whenAnswered(
  act: () => void,
  hears: Hears = window,
  storage: Pick<Storage, 'getItem'> = localStorage,
): () => void {
  const look = (): void => {
    if (openOrder(storage) === undefined) act();
  };
  // A window that was put aside, and is shown again, has heard nothing meanwhile.
  for (const event of HEARD_BY) hears.addEventListener(event, look);
  look();
  return () => {
    for (const event of HEARD_BY) hears.removeEventListener(event, look);
  };
}

const HEARD_BY = ['storage', 'pageshow', 'focus'] as const;
