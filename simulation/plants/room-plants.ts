import type { sale } from '../../modules/sale/contract.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import { withCalls, withDecision, withPuts, withRows } from './altered.ts';
import type { Plant } from './plant.ts';

// Bugs about waiting rooms.

export const ROOM_PLANTS: readonly Plant[] = [
  {
    name: 'a ticket is good for any number of orders',
    module: (module) =>
      withDecision(module, 'claimUnits', (decide, rows, request, facts) =>
        decide(
          withRows(rows, 'places', (place) => ({ ...place, orderId: '' })),
          request,
          facts,
        ),
      ),
  },
  {
    name: 'more people are let in than there are units for',
    module: (module) =>
      withDecision(module, 'admitWaiting', (decide, rows, request, facts) =>
        decide(
          withRows(rows, 'sales', (sale) => ({ ...sale, claimed: -1_000 })),
          request,
          facts,
        ),
      ),
  },
  {
    name: 'who asks for a ticket again goes to the end of the line',
    module: (module) =>
      withDecision(module, 'enterRoom', (decide, rows, request, facts) =>
        decide(
          withRows(rows, 'places', () => undefined),
          request,
          facts,
        ),
      ),
  },
  {
    name: 'who comes after the draw takes part in it',
    module: (module) =>
      withDecision(module, 'enterRoom', (decide, rows, request, facts) =>
        withPuts(decide(rows, request, facts), 'rooms', (room) => ({ ...room, early: room.arrived })),
      ),
  },
  {
    name: 'whoever has a ticket may order, let in or not',
    doors: (doors) =>
      withCalls(doors, ['getRooms'], async (carry) => {
        const reply = (await carry()) as Reply<typeof sale.getRooms>;
        return { ...reply, rooms: reply.rooms.map((room) => ({ ...room, ...EVERYBODY })) };
      }),
    module: (module) =>
      withDecision(module, 'claimUnits', (decide, rows, request, facts) => {
        let real: object = {};
        const open = withRows(rows, 'rooms', (room) => {
          real = room;
          return { ...room, ...EVERYBODY };
        });
        return withPuts(decide(open, request, facts), 'rooms', () => real);
      }),
  },
];

/** As if all were let in. */
const EVERYBODY = {
  drawn: true,
  admitted: Number.MAX_SAFE_INTEGER,
  admissions: [{ from: 0, upTo: Number.MAX_SAFE_INTEGER, atMs: Date.UTC(2100, 0), used: 0 }],
};
