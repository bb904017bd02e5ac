import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { movements, wallets } from '../tables.ts';
import { happens, isAnother, standingOf } from '../wallet-rows.ts';

export const closeWallet = command(wallet.closeWallet, {
  loads: ({ walletId, closureId }, rows) => [
    ...(closureId === '' ? [] : [movements.key(closureId)]),
    ...wallets.loads(walletId, rows),
  ],
  decide: (rows, { walletId, closureId, expectedVersion }, facts) => {
    const repeated = closureId === '' ? undefined : rows.get(movements.key(closureId));
    if (repeated !== undefined) return accept(repeated.answer);

    const { state, version } = wallets.read(rows, walletId);
    if (state.status === 'absent') return refuse('notFound', { walletId });
    if (isAnother(version, expectedVersion)) return refuse('versionChanged', { walletId, version });
    if (state.status === 'closed') return accept(standingOf(walletId, state, version));
    if (state.balanceMinor > 0) return refuse('notEmpty', { balanceMinor: state.balanceMinor });
    const { standing, effects } = happens(rows, walletId, [{ type: 'WalletClosed', data: {} }], facts);
    const remembered = closureId === '' ? [] : [movements.put({ movementId: closureId, walletId, answer: standing })];
    return accept(standing, ...remembered, ...effects);
  },
});
