import { keyedQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { sales } from '../tables.ts';

export const getSales = keyedQuery(sale.getSales, {
  loads: ({ saleIds }) => saleIds.map((saleId) => sales.key(saleId)),
  answer: (rows, { saleIds }) => ({
    sales: [...new Set(saleIds)].flatMap((saleId) => {
      const key = sales.key(saleId);
      const row = rows.get(key);
      if (row === undefined) return [];
      const { steeredBy: _, ...known } = row;
      return [{ ...known, version: rows.version(key) }];
    }),
  }),
});
