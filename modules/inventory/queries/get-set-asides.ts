import { keyedQuery } from '../../../platform/rpc/module.ts';
import { inventory } from '../contract.ts';
import { setAsides } from '../tables.ts';

export const getSetAsides = keyedQuery(inventory.getSetAsides, {
  loads: ({ setAsideIds }) => setAsideIds.map((setAsideId) => setAsides.key(setAsideId)),
  answer: (rows, { setAsideIds }) => ({
    setAsides: [...new Set(setAsideIds)].flatMap((setAsideId) => rows.get(setAsides.key(setAsideId)) ?? []),
  }),
});
