import { stateOf } from '../../../platform/eventstore/read-events.ts';
import { storeQuery } from '../../../platform/rpc/module.ts';
import { wallet } from '../contract.ts';
import { wallets } from '../tables.ts';
import { standingOf } from '../wallet-rows.ts';

export const getWalletAsOf = storeQuery(wallet.getWalletAsOf, async (reading, { walletId, version, atMs }) => {
  const then = await stateOf(reading, wallets, walletId, version > 0 ? { version } : { atMs });
  return { wallet: then === undefined ? undefined : standingOf(walletId, then.state, then.version) };
});
