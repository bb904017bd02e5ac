import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { wallets } from '../tables.ts';
import { happens, standingOf } from '../wallet-rows.ts';

export const closeWallet = command(wallet.closeWallet, {
  loads: ({ walletId }, rows) => wallets.loads(walletId, rows),
  decide: (rows, { walletId }, facts) => {
    const { state, version } = wallets.read(rows, walletId);
    if (state.status === 'absent') return refuse('notFound', { walletId });
    if (state.status === 'closed') return accept(standingOf(walletId, state, version));
    if (state.balanceMinor > 0) return refuse('notEmpty', { balanceMinor: state.balanceMinor });
    const { standing, effects } = happens(rows, walletId, [{ type: 'WalletClosed', data: {} }], facts);
    return accept(standing, ...effects);
  },
});
