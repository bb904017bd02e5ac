import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { refusalOfDebit } from '../domain/wallet.ts';
import { credits, owners, wallets } from '../tables.ts';
import { happens } from '../wallet-rows.ts';

export const takeCredit = command(wallet.takeCredit, {
  loads: ({ creditId, customerId, currency }, rows) => {
    const owned = rows.get(owners.key(customerId, currency));
    return [
      credits.key(creditId),
      owners.key(customerId, currency),
      ...(owned === undefined ? [] : wallets.loads(owned.walletId, rows)),
    ];
  },
  decide: (rows, { creditId, customerId, currency, amountMinor }, facts) => {
    const known = rows.get(credits.key(creditId));
    if (known?.status === 'returned') return refuse('returned', { creditId });
    if (known !== undefined) return accept({ creditId, walletId: known.walletId });

    const owned = rows.get(owners.key(customerId, currency));
    if (owned === undefined) return refuse('noWallet', { customerId, currency });
    const { walletId } = owned;
    const { state } = wallets.read(rows, walletId);
    const refusal = refusalOfDebit(state, amountMinor, currency);
    if (refusal?.kind === 'closed') return refuse('closed', { walletId });
    if (refusal?.kind === 'insufficientFunds') {
      return refuse('insufficientFunds', { balanceMinor: state.balanceMinor });
    }
    if (refusal !== undefined) return refuse('invalidAmount', { amountMinor });

    const { effects } = happens(rows, walletId, [{ type: 'CreditTaken', data: { creditId, amountMinor } }], facts);
    return accept(
      { creditId, walletId },
      credits.put({ creditId, walletId, customerId, currency, amountMinor, status: 'taken' }),
      ...effects,
    );
  },
});
