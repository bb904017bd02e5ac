import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import type { WalletEvent } from '../domain/wallet.ts';
import { owners, wallets } from '../tables.ts';
import { happens, standingOf } from '../wallet-rows.ts';

// One wallet per customer and currency, for good: its statement is whole, and a refund always finds it. So opening where
// one was closed opens that one again, and remembers by which id: a repeated call finds that it was done.
export const openWallet = command(wallet.openWallet, {
  loads: ({ walletId, customerId, currency }, rows) => {
    const owned = rows.get(owners.key(customerId, currency))?.walletId;
    return [
      owners.key(customerId, currency),
      ...wallets.loads(walletId, rows),
      ...(owned === undefined || owned === walletId ? [] : wallets.loads(owned, rows)),
    ];
  },
  decide: (rows, { walletId, customerId, currency }, facts) => {
    const owner = rows.get(owners.key(customerId, currency));
    const known = owner?.walletId ?? walletId;
    const { state, version } = wallets.read(rows, known);
    if (owner === undefined) {
      // The id belongs to somebody else's wallet.
      if (state.status !== 'absent') return refuse('exists', { walletId });
      const opened: WalletEvent = { type: 'WalletOpened', data: { customerId, currency } };
      const { standing, effects } = happens(rows, walletId, [opened], facts);
      return accept(standing, owners.put({ customerId, currency, walletId, reopenedBy: '' }), ...effects);
    }
    if (known === walletId || owner.reopenedBy === walletId) return accept(standingOf(known, state, version));
    if (state.status === 'open') return refuse('exists', { walletId: known });
    const { standing, effects } = happens(rows, known, [{ type: 'WalletReopened', data: {} }], facts);
    return accept(standing, owners.put({ ...owner, reopenedBy: walletId }), ...effects);
  },
});
