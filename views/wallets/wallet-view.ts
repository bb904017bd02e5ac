import { wallet } from '../../modules/wallet/contract.ts';
import type { Rows } from '../../platform/batching/command.ts';
import { present } from '../../platform/kernel/assert.ts';
import { projection, when } from '../../platform/projections/projection.ts';
import { movements, type TotalsRow, totals, type WalletRow, wallets } from './tables.ts';

// Wallets with their balances, totals and counts, and each movement, from what the wallet module tells. A wallet is asked
// for at its own door, which reads its events: this view is for sums over all of them, and to hold them against.

export const walletView = projection('wallets', {
  version: 2,
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
        return [
          wallets.put({ ...added(walletOf(rows, walletId), moved), balanceMinor, walletVersion }),
          totals.put(addedToAll(totalsOf(rows, currency), moved)),
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

/** What one movement adds to what ever came in and to what went out. */
interface Moved {
  readonly creditedMinor: number;
  readonly debitedMinor: number;
}

/** The sums of one wallet stay safe integers: the wallet accepts no more. */
function added(wallet: WalletRow, by: Moved): WalletRow {
  return {
    ...wallet,
    creditedMinor: wallet.creditedMinor + by.creditedMinor,
    debitedMinor: wallet.debitedMinor + by.debitedMinor,
    movements: wallet.movements + 1,
  };
}

function addedToAll(sums: TotalsRow, by: Moved): TotalsRow {
  return {
    ...sums,
    balanceMinor: exactSum(sums.balanceMinor, by.creditedMinor - by.debitedMinor),
    creditedMinor: exactSum(sums.creditedMinor, by.creditedMinor),
    debitedMinor: exactSum(sums.debitedMinor, by.debitedMinor),
    movements: sums.movements + 1,
  };
}

function exactSum(sum: string, by: number): string {
  return String(BigInt(sum) + BigInt(by));
}

/** A wallet's own events come in their order, its opening first. */
function walletOf(rows: Rows, walletId: string): WalletRow {
  return present(rows.get(wallets.key(walletId)), `opening of wallet ${walletId}`);
}

function totalsOf(rows: Rows, currency: string): TotalsRow {
  const nothing = { wallets: 0, balanceMinor: '0', creditedMinor: '0', debitedMinor: '0', movements: 0 };
  return rows.get(totals.key(currency)) ?? { currency, ...nothing };
}
