import { refuse } from '../../../platform/batching/command.ts';
import type { Refusal, Wallet } from '../domain/wallet.ts';

/** Says why an amount did not move. */
export function refuseMovement({ kind }: Refusal, walletId: string, { currency }: Wallet, amountMinor: number) {
  switch (kind) {
    case 'notFound':
      return refuse('notFound', { walletId });
    case 'closed':
      return refuse('closed', { walletId });
    case 'invalidAmount':
      return refuse('invalidAmount', { amountMinor });
    case 'currencyMismatch':
      return refuse('currencyMismatch', { currency });
  }
}
