import { wallet } from '../../modules/wallet/contract.ts';
import type { Rows } from '../../platform/batching/command.ts';
import { present } from '../../platform/kernel/assert.ts';
import { projection, when } from '../../platform/projections/projection.ts';
import { movements, totals, type WalletRow, wallets } from './tables.ts';

// Wallets with their balances, totals and counts, and each movement, from what the wallet module tells. A wallet is asked
// for at its own door, which reads its events: this view is for sums over all of them, and to hold them against.

export const walletView = projection('wallets', {
  version: 1,
  tables: [wallets, totals, movements],
  folds: [
    when(wallet.WalletOpened, {
      touches: ({ walletId, currency }) => [wallets.key(walletId), totals.key(currency)],
      apply: (rows, { walletId, customerId, currency, walletVersion }) => {
        const nothing = { balanceMinor: 0, creditedMinor: 0, debitedMinor: 0, movements: 0 };
        const opened = { walletId, customerId, currency, status: 'open', ...nothing, walletVersion };
        const before = totalsOf(rows, currency);
        return [wallets.put(opened), totals.put({ ...before, wallets: before.wallets + 1 })];
      },
    }),
    when(wallet.BalanceChanged, {
      touches: ({ walletId, currency, walletVersion }) => [
        wallets.key(walletId),
        totals.key(currency),
        movements.key(walletId, walletVersion),
      ],
      apply: (rows, told, { atMs }) => {
        const { walletId, currency, kind, amountMinor, balanceMinor, reference, reason, walletVersion } = told;
        // Credit that comes back was debited once; anything else that comes in is new.
        const creditedMinor = kind === 'deposited' ? amountMinor : 0;
        const moved = { creditedMinor, debitedMinor: creditedMinor - amountMinor };
        const changed = added(walletOf(rows, walletId), moved);
        return [
          wallets.put({ ...changed, balanceMinor, walletVersion }),
          totals.put(added(totalsOf(rows, currency), moved)),
          movements.put({ walletId, walletVersion, kind, amountMinor, balanceMinor, reference, reason, atMs }),
        ];
      },
    }),
    when(wallet.WalletClosed, {
      touches: ({ walletId }) => [wallets.key(walletId)],
      apply: (rows, { walletId, walletVersion }) => [
        wallets.put({ ...walletOf(rows, walletId), status: 'closed', walletVersion }),
      ],
    }),
    when(wallet.WalletReopened, {
      touches: ({ walletId }) => [wallets.key(walletId)],
      apply: (rows, { walletId, walletVersion }) => [
        wallets.put({ ...walletOf(rows, walletId), status: 'open', walletVersion }),
      ],
    }),
  ],
});

interface Sums {
  readonly balanceMinor: number;
  readonly creditedMinor: number;
  readonly debitedMinor: number;
  readonly movements: number;
}

function added<S extends Sums>(sums: S, by: Pick<Sums, 'creditedMinor' | 'debitedMinor'>): S {
  return {
    ...sums,
    balanceMinor: sums.balanceMinor + by.creditedMinor - by.debitedMinor,
    creditedMinor: sums.creditedMinor + by.creditedMinor,
    debitedMinor: sums.debitedMinor + by.debitedMinor,
    movements: sums.movements + 1,
  };
}

/** A wallet's own events come in their order, its opening first. */
function walletOf(rows: Rows, walletId: string): WalletRow {
  return present(rows.get(wallets.key(walletId)), `opening of wallet ${walletId}`);
}

function totalsOf(rows: Rows, currency: string) {
  const nothing = { currency, wallets: 0, balanceMinor: 0, creditedMinor: 0, debitedMinor: 0, movements: 0 };
  return rows.get(totals.key(currency)) ?? nothing;
}
