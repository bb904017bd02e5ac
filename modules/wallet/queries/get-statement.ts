import { readStreamBackwards, stateOf } from '../../../platform/eventstore/read-events.ts';
import { storeQuery } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import { wallet } from '../contract.ts';
import { deltaOf } from '../domain/wallet.ts';
import { wallets } from '../tables.ts';
import { aboutOf } from '../wallet-rows.ts';

// Newest first, each with the balance that it left. The balance is folded once, to the newest of the page, and walked
// back from there.
export const getStatement = storeQuery(wallet.getStatement, async (reading, { walletId, beforeVersion, limit }) => {
  const size = pageSize(limit);
  const { catalogue } = wallets;
  const before = beforeVersion > 0 ? beforeVersion : undefined;
  const page = { beforeVersion: before, limit: size + 1 };
  const found = await readStreamBackwards(reading, catalogue, walletId, page);
  const newest = found[0];
  if (newest === undefined) return { entries: [], more: false };

  const then = await stateOf(reading, wallets, walletId, { version: newest.streamVersion });
  let balanceMinor = then?.state.balanceMinor ?? 0;
  const entries = found.slice(0, size).map(({ streamVersion: version, atMs, event }) => {
    const amountMinor = deltaOf(event);
    const entry = { version, atMs, amountMinor, balanceMinor, ...aboutOf(event) };
    balanceMinor -= amountMinor;
    return entry;
  });
  return { entries, more: found.length > size };
});
