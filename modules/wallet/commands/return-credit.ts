import { accept, command } from '../../../platform/batching/command.ts';
import { wallet } from '../contract.ts';
import { creditTombstone } from '../domain/credit-tombstone.ts';
import { giveBack } from '../domain/wallet.ts';
import { credits, wallets } from '../tables.ts';
import { happens } from '../wallet-rows.ts';

export const returnCredit = command(wallet.returnCredit, {
  loads: ({ creditId }, rows) => {
    const known = rows.get(credits.key(creditId));
    if (known?.status !== 'taken') return [credits.key(creditId)];
    return [credits.key(creditId), ...wallets.loads(known.walletId, rows)];
  },
  decide: (rows, { creditId }, facts) => {
    const known = rows.get(credits.key(creditId));
    if (known === undefined) return accept({ creditId }, credits.put(creditTombstone(creditId)));
    if (known.status === 'returned') return accept({ creditId });

    const { walletId, amountMinor } = known;
    const { state } = wallets.read(rows, walletId);
    const { effects } = happens(rows, walletId, giveBack(state, creditId, amountMinor), facts);
    return accept({ creditId }, credits.put({ ...known, status: 'returned' }), ...effects);
  },
});
