import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { refusalOfDebit } from '../domain/wallet.ts';
import { movements, wallets } from '../tables.ts';
import { happens, isAnother } from '../wallet-rows.ts';
import { refuseMovement } from './refuse-movement.ts';

export const withdraw = command(wallet.withdraw, {
  loads: ({ movementId, walletId }, rows) => [movements.key(movementId), ...wallets.loads(walletId, rows)],
  decide: (rows, { movementId, walletId, amountMinor, currency, reason, expectedVersion }, facts) => {
    const repeated = rows.get(movements.key(movementId));
    if (repeated !== undefined) return accept(repeated.answer);

    const { state, version } = wallets.read(rows, walletId);
    if (isAnother(version, expectedVersion)) return refuse('versionChanged', { walletId, version });
    const refusal = refusalOfDebit(state, amountMinor, currency);
    if (refusal?.kind === 'insufficientFunds') {
      return refuse('insufficientFunds', { balanceMinor: state.balanceMinor });
    }
    if (refusal !== undefined) return refuseMovement(refusal, walletId, state, amountMinor);

    const withdrawn = { type: 'CreditWithdrawn', data: { movementId, amountMinor, reason } } as const;
    const { standing, effects } = happens(rows, walletId, [withdrawn], facts);
    return accept(standing, movements.put({ movementId, walletId, answer: standing }), ...effects);
  },
});
