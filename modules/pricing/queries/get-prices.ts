import { keyedQuery } from '../../../platform/rpc/module.ts';
import { pricing } from '../contract.ts';
import { prices } from '../tables.ts';

export const getPrices = keyedQuery(pricing.getPrices, {
  loads: ({ priceList, productIds }) => productIds.map((productId) => prices.key(priceList, productId)),
  answer: (rows, { priceList, productIds }) => ({
    prices: [...new Set(productIds)].flatMap((productId) => {
      const key = prices.key(priceList, productId);
      const price = rows.get(key);
      return price === undefined ? [] : [{ ...price, version: rows.version(key) }];
    }),
  }),
});
