import { type Effect, event, type Facts, type Rows } from '../../platform/batching/command.ts';
import { present } from '../../platform/kernel/assert.ts';
import { wallet } from './contract.ts';
import { deltaOf, evolve, type Wallet, type WalletEvent } from './domain/wallet.ts';
import { type Standing, wallets } from './tables.ts';

// What commands and queries have in common to say of a wallet.

export function standingOf(walletId: string, state: Wallet, version: number): Standing {
  return { walletId, ...state, version };
}

/** True when a wallet is not in the version that the caller saw; undefined where it does not care. */
export function isAnother(version: number, expectedVersion: number | undefined): boolean {
  return expectedVersion !== undefined && expectedVersion !== version;
}

/** What happens to a wallet: the events of its stream, what others are told of them, and where it then stands. */
export function happens(
  rows: Rows,
  walletId: string,
  happened: readonly WalletEvent[],
  facts: Facts,
): { readonly standing: Standing; readonly effects: readonly Effect[] } {
  const { state: before, version } = wallets.read(rows, walletId);
  const told: Effect[] = [];
  let state = before;
  for (const [index, one] of happened.entries()) {
    state = evolve(state, one);
    told.push(tell(walletId, state, one, version + index + 1));
  }
  return {
    standing: standingOf(walletId, state, version + happened.length),
    effects: [...wallets.append(rows, walletId, happened, facts), ...told],
  };
}

function tell(walletId: string, state: Wallet, happened: WalletEvent, walletVersion: number): Effect {
  const { customerId, currency, balanceMinor } = state;
  switch (happened.type) {
    case 'WalletOpened':
      return event(wallet.WalletOpened, walletId, { walletId, customerId, currency, walletVersion });
    case 'WalletClosed':
      return event(wallet.WalletClosed, walletId, { walletId, walletVersion });
    case 'WalletReopened':
      return event(wallet.WalletReopened, walletId, { walletId, walletVersion });
    default:
      return event(wallet.BalanceChanged, walletId, {
        walletId,
        customerId,
        currency,
        balanceMinor,
        amountMinor: deltaOf(happened),
        walletVersion,
        ...aboutOf(happened),
      });
  }
}

const KINDS: Readonly<Record<WalletEvent['type'], string>> = {
  WalletOpened: 'opened',
  CreditDeposited: 'deposited',
  CreditWithdrawn: 'withdrawn',
  CreditTaken: 'taken',
  CreditReturned: 'returned',
  WalletClosed: 'closed',
  WalletReopened: 'reopened',
};

/** What an event is called outside, what it refers to, and why it happened. */
export function aboutOf(happened: WalletEvent): {
  readonly kind: string;
  readonly reference: string;
  readonly reason: string;
} {
  const kind = present(KINDS[happened.type], happened.type);
  const { data } = happened;
  const reference = 'movementId' in data ? data.movementId : 'creditId' in data ? data.creditId : '';
  return { kind, reference: reference ?? '', reason: 'reason' in data ? (data.reason ?? '') : '' };
}
