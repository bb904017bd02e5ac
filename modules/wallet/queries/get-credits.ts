import { keyedQuery } from '../../../platform/rpc/module.ts';
import { wallet } from '../contract.ts';
import { credits } from '../tables.ts';

export const getCredits = keyedQuery(wallet.getCredits, {
  loads: ({ creditIds }) => creditIds.map((creditId) => credits.key(creditId)),
  answer: (rows, { creditIds }) => ({
    credits: [...new Set(creditIds)].flatMap((creditId) => {
      const key = credits.key(creditId);
      const row = rows.get(key);
      return row === undefined ? [] : [{ ...row, version: rows.version(key) }];
    }),
  }),
});
