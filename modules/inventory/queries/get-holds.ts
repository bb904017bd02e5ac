import { keyedQuery } from '../../../platform/rpc/module.ts';
import { inventory } from '../contract.ts';
import { holds } from '../tables.ts';

export const getHolds = keyedQuery(inventory.getHolds, {
  loads: ({ holdIds }) => holdIds.map((holdId) => holds.key(holdId)),
  answer: (rows, { holdIds }) => ({
    holds: [...new Set(holdIds)].flatMap((id) => {
      const hold = rows.get(holds.key(id));
      if (hold === undefined) return [];
      const { holdId, status, expiresAt, allocations, drawnFrom } = hold;
      return [{ holdId, status, expiresAtMs: expiresAt, allocations, setAsideId: drawnFrom }];
    }),
  }),
});
