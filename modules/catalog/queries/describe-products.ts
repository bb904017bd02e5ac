import { keyedQuery } from '../../../platform/rpc/module.ts';
import { catalog } from '../contract.ts';
import { products } from '../tables.ts';

export const describeProducts = keyedQuery(catalog.describeProducts, {
  loads: ({ productIds }) => productIds.map((productId) => products.key(productId)),
  answer: (rows, { productIds }) => ({
    products: [...new Set(productIds)].flatMap((productId) => {
      const key = products.key(productId);
      const product = rows.get(key);
      return product === undefined ? [] : [{ ...product, version: rows.version(key) }];
    }),
  }),
});
