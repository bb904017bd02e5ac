import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { sale } from '../contract.ts';
import { MOST_PLACES, withArrival } from '../domain/room.ts';
import { stateAt } from '../domain/sale.ts';
import { places, rooms, sales } from '../tables.ts';

// One place for each customer, in order of arrival.
export const enterRoom = command(sale.enterRoom, {
  loads: ({ saleId, customerId }) => [sales.key(saleId), rooms.key(saleId), places.key(saleId, customerId)],
  decide: (rows, { saleId, customerId }, { nowMs }) => {
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    const room = rows.get(rooms.key(saleId));
    if (room === undefined) return refuse('noRoom', { saleId });
    const before = rows.get(places.key(saleId, customerId));
    if (before !== undefined) return accept({ customerId, sequence: before.sequence, orderId: before.orderId });

    const state = stateAt(known, nowMs);
    const { startsAtMs, endsAtMs } = known.terms;
    if (state === 'closed') return refuse('over', { state, startsAtMs, endsAtMs });
    if (room.arrived >= MOST_PLACES) return refuse('full', { arrived: room.arrived });
    const place = { customerId, sequence: room.arrived, orderId: '' };
    return accept(
      place,
      rooms.put(withArrival(room, state === 'scheduled' && nowMs < startsAtMs)),
      places.put({ saleId, ...place }),
    );
  },
});
