import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { creditTombstone } from '../domain/credit-tombstone.ts';
import { refusalOfDebit } from '../domain/wallet.ts';
import { credits, owners, wallets } from '../tables.ts';
import { happens } from '../wallet-rows.ts';

// Who is refused once is refused for good. The saga goes on and undoes nothing: a copy of its request that was late, or that
// another host decided at the same moment, must not take anything. Where it has, the tombstone conflicts with it.
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
    const wasNeverTaken = known?.walletId === '';
    if (known?.status === 'returned' && !wasNeverTaken) return refuse('returned', { creditId });
    if (known?.status === 'taken') return accept({ creditId, walletId: known.walletId });
    const never = known === undefined ? [credits.put(creditTombstone(creditId))] : [];

    const owned = rows.get(owners.key(customerId, currency));
    if (owned === undefined) return refuse('noWallet', { customerId, currency }, ...never);
    const { walletId } = owned;
    const { state } = wallets.read(rows, walletId);
    const refusal = refusalOfDebit(state, amountMinor, currency);
    if (refusal?.kind === 'closed') return refuse('closed', { walletId }, ...never);
    if (refusal?.kind === 'insufficientFunds') {
      return refuse('insufficientFunds', { balanceMinor: state.balanceMinor }, ...never);
    }
    if (refusal !== undefined) return refuse('invalidAmount', { amountMinor }, ...never);
    if (wasNeverTaken) return refuse('returned', { creditId });

    const { effects } = happens(rows, walletId, [{ type: 'CreditTaken', data: { creditId, amountMinor } }], facts);
    return accept(
      { creditId, walletId },
      credits.put({ creditId, walletId, customerId, currency, amountMinor, status: 'taken' }),
      ...effects,
    );
  },
});
