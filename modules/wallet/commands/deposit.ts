import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { refusalOfCredit } from '../domain/wallet.ts';
import { movements, wallets } from '../tables.ts';
import { happens, isAnother } from '../wallet-rows.ts';
import { refuseMovement } from './refuse-movement.ts';

export const deposit = command(wallet.deposit, {
  loads: ({ movementId, walletId }, rows) => [movements.key(movementId), ...wallets.loads(walletId, rows)],
  decide: (rows, { movementId, walletId, amountMinor, currency, reason, expectedVersion }, facts) => {
    const repeated = rows.get(movements.key(movementId));
    if (repeated !== undefined) return accept(repeated.answer);

    const { state, version } = wallets.read(rows, walletId);
    if (isAnother(version, expectedVersion)) return refuse('versionChanged', { walletId, version });
    const refusal = refusalOfCredit(state, amountMinor, currency);
    if (refusal !== undefined) return refuseMovement(refusal, walletId, state, amountMinor);

    const deposited = { type: 'CreditDeposited', data: { movementId, amountMinor, reason } } as const;
    const { standing, effects } = happens(rows, walletId, [deposited], facts);
    return accept(standing, movements.put({ movementId, walletId, answer: standing }), ...effects);
  },
});
