import { keyedQuery } from '../../../platform/rpc/module.ts';
import { inventory } from '../contract.ts';
import { shelves } from '../tables.ts';

export const getStock = keyedQuery(inventory.getStock, {
  loads: ({ skus }) => skus.map((sku) => shelves.key(sku)),
  answer: (rows, { skus }) => ({
    levels: [...new Set(skus)].flatMap((sku) => {
      const key = shelves.key(sku);
      const shelf = rows.get(key);
      return shelf === undefined ? [] : [{ ...shelf, version: rows.version(key) }];
    }),
  }),
});
