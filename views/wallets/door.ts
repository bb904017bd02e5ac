import type { TotalsRow } from './tables.ts';

// What all wallets have together, read from the view.

/** Of one currency; sums are whole numbers of any size, as text. */
export type WalletTotals = TotalsRow;

export interface WalletSums {
  /**
   * By currency, in order of its code, with everything that was committed before it was asked for; undefined when the view is
   * too far behind to say so.
   */
  totals(): Promise<readonly WalletTotals[] | undefined>;
}
