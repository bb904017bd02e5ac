import type { Operations } from '../../web/gen/http-types.ts';
import { type Attempt, unanswered } from './until-answered.ts';

export type OrderBody = Operations['POST /orders']['body'];

/** Where an order that is being placed is kept, for all windows of this browser. */
export const ORDER_PLACE = 'holdfast.order';

/** The order that this browser has sent and nobody has answered. */
export function openOrder(storage: Pick<Storage, 'getItem'> = localStorage): Attempt<OrderBody> | undefined {
  return unanswered<OrderBody>(ORDER_PLACE, storage);
}
