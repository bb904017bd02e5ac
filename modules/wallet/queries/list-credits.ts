import { storeQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { wallet } from '../contract.ts';
import { credits } from '../tables.ts';

export const listCredits = storeQuery(wallet.listCredits, async (reading, { afterCreditId, limit }) => {
  const size = pageSize(limit);
  const after = afterCreditId === '' ? [] : [{ column: 'creditId', operator: '>', value: afterCreditId } as const];
  const found = await reading.find(credits, after, { limit: size + 1 });
  return {
    credits: found.slice(0, size).map(({ row, version }) => ({ ...row, version })),
    more: found.length > size,
  };
});
