import { keyedQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { rooms } from '../tables.ts';

export const getRooms = keyedQuery(sale.getRooms, {
  loads: ({ saleIds }) => saleIds.map((saleId) => rooms.key(saleId)),
  answer: (rows, { saleIds }) => ({
    rooms: [...new Set(saleIds)].flatMap((saleId) => {
      const room = rows.get(rooms.key(saleId));
      if (room === undefined) return [];
      const { admittedAt: _, ...rest } = room;
      return [rest];
    }),
  }),
});
