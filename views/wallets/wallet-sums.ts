import type { Projections } from '../../platform/projections/projections.ts';
import type { WalletSums } from './door.ts';
import { totals } from './tables.ts';
import { walletView } from './wallet-view.ts';

/** A sum is worth waiting for this long. */
const CATCH_UP_MS = 2_000;
/** More currencies than there are. */
const ALL = 1_000;

export function walletSums(projections: Pick<Projections, 'caughtUp' | 'find'>): WalletSums {
  return {
    totals: async () => {
      if (!(await projections.caughtUp(walletView.name, CATCH_UP_MS))) return undefined;
      const found = await projections.find(walletView.name, totals, [], { limit: ALL });
      return found?.map(({ row }) => row);
    },
  };
}
