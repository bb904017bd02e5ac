import { stateOf } from '../../../platform/eventstore/read-events.ts';
import { type Reading, storeQuery } from '../../../platform/rpc/module.ts';
import { wallet } from '../contract.ts';
import { type Standing, wallets } from '../tables.ts';
import { standingOf } from '../wallet-rows.ts';

export const getWallets = storeQuery(wallet.getWallets, async (reading, { walletIds }) => ({
  wallets: await standingsOf(reading, [...new Set(walletIds)]),
}));

/** Where these wallets stand; those that are not there are left out. */
export async function standingsOf(reading: Reading, walletIds: readonly string[]): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const walletId of walletIds) {
    const now = await stateOf(reading, wallets, walletId);
    if (now !== undefined) found.push(standingOf(walletId, now.state, now.version));
  }
  return found;
}
