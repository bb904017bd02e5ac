import type { Reading } from '../../../platform/rpc/module.ts';
import { storeQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import type { Filter } from '../../../platform/store/store.ts';
import { wallet } from '../contract.ts';
import { owners } from '../tables.ts';
import { standingsOf } from './get-wallets.ts';

export const listWallets = storeQuery(wallet.listWallets, async (reading, { customerId, afterWalletId, limit }) => {
  const { walletIds, more } = await walletIdsAfter(reading, afterWalletId, limit, customerId);
  return { wallets: await standingsOf(reading, walletIds), more };
});

/** A page of wallets in order of id; of every customer for ''. */
export async function walletIdsAfter(reading: Reading, afterWalletId: string, limit: number, customerId = '') {
  const size = pageSize(limit);
  const filters: Filter[] = [];
  if (customerId !== '') filters.push({ column: 'customerId', operator: '=', value: customerId });
  if (afterWalletId !== '') filters.push({ column: 'walletId', operator: '>', value: afterWalletId });
  const found = await reading.find(owners, filters, { limit: size + 1, orderBy: 'walletId' });
  return { walletIds: found.slice(0, size).map(({ row }) => row.walletId), more: found.length > size };
}
