import { CHOREOGRAPHY_PLANTS } from './choreography-plants.ts';
import { MESSAGE_PLANTS } from './message-plants.ts';
import { ORDER_PLANTS } from './order-plants.ts';
import type { Plant } from './plant.ts';
import { ROOM_PLANTS } from './room-plants.ts';
import { SAGA_PLANTS } from './saga-plants.ts';
import { SALE_PLANTS } from './sale-plants.ts';
import { STOCK_PLANTS } from './stock-plants.ts';

/** Every planted bug. Each has to be caught; which check does it is in docs/proof.md. */
export const PLANTS: readonly Plant[] = [
  ...STOCK_PLANTS,
  ...SAGA_PLANTS,
  ...MESSAGE_PLANTS,
  ...ORDER_PLANTS,
  ...CHOREOGRAPHY_PLANTS,
  ...SALE_PLANTS,
  ...ROOM_PLANTS,
];
