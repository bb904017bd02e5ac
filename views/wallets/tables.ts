import { bigint, integer, type RowOf, table, text, uuid } from '../../platform/store/table.ts';

/** A wallet as it stands, with what ever went in and out and how often. */
export const wallets = table('wallet_view', {
  key: { walletId: uuid },
  columns: {
    customerId: text,
    currency: text,
    status: text,
    balanceMinor: bigint,
    creditedMinor: bigint,
    debitedMinor: bigint,
    /** Deposits, withdrawals, credit taken and credit returned. */
    movements: bigint,
    walletVersion: integer,
  },
});

export type WalletRow = RowOf<typeof wallets>;

/**
 * All wallets of a currency together: what the shop owes its customers. One wallet is bounded, any number of them are
 * not: the sums are whole numbers of any size, as text.
 */
export const totals = table('wallet_totals', {
  key: { currency: text },
  columns: { wallets: bigint, balanceMinor: text, creditedMinor: text, debitedMinor: text, movements: bigint },
});

export type TotalsRow = RowOf<typeof totals>;

/** The audit view: each movement by its place in the wallet's history, with the balance that it left. */
export const movements = table('wallet_movements', {
  key: { walletId: uuid, walletVersion: integer },
  columns: { kind: text, amountMinor: bigint, balanceMinor: bigint, reference: text, reason: text, atMs: bigint },
});
