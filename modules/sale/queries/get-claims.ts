import { keyedQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { claimView } from '../domain/claim.ts';
import { claims } from '../tables.ts';

export const getClaims = keyedQuery(sale.getClaims, {
  loads: ({ orderIds }) => orderIds.map((orderId) => claims.key(orderId)),
  answer: (rows, { orderIds }) => ({
    claims: [...new Set(orderIds)].flatMap((orderId) => {
      const claim = rows.get(claims.key(orderId));
      if (claim === undefined) return [];
      return [claimView(claim)];
    }),
  }),
});
