import { wallet } from '../modules/wallet/contract.ts';
import type { Reply } from '../platform/rpc/contract.ts';
import type { Gateway } from './dependencies.ts';
import { moneyOf, mostOf } from './money.ts';
import { notFound, Problem } from './problem.ts';
import type { StatementEntryDocument, WalletDocument } from './schemas/wallets.ts';

// Wallets as they are shown, and their refusals.

export type Wallet = Reply<typeof wallet.getWallets>['wallets'][number];
type Entry = Reply<typeof wallet.getStatement>['entries'][number];
type Refused = Exclude<
  Reply<typeof wallet.deposit> | Reply<typeof wallet.withdraw>,
  Wallet | { readonly kind: 'versionChanged' }
>;

/** @throws Problem when there is no such wallet. */
export async function existingWallet(gateway: Gateway, walletId: string, traceId: string): Promise<Wallet> {
  const { wallets } = await gateway.doors.call(wallet.getWallets({ walletIds: [walletId] }), { traceId });
  const found = wallets[0];
  if (found === undefined) throw notFound('wallet', walletId);
  return found;
}

export function walletDocument(found: Wallet): WalletDocument {
  const { walletId, customerId, currency, status, balanceMinor, creditedMinor, debitedMinor, version } = found;
  return {
    id: walletId,
    customer_id: customerId,
    currency,
    status,
    balance: moneyOf(balanceMinor, currency),
    deposited: moneyOf(creditedMinor, currency),
    spent: moneyOf(debitedMinor, currency),
    version,
  };
}

export function entryDocument(entry: Entry, currency: string): StatementEntryDocument {
  const { version, kind, amountMinor, balanceMinor, reference, reason, atMs } = entry;
  return {
    version,
    kind,
    amount: moneyOf(amountMinor, currency),
    balance: moneyOf(balanceMinor, currency),
    ...(reference === '' ? {} : { reference }),
    ...(reason === '' ? {} : { reason }),
    at: new Date(atMs).toISOString(),
  };
}

/** Why an amount did not move. */
export function movementRefusal(refused: Refused, { walletId, currency }: Wallet): Problem {
  switch (refused.kind) {
    case 'notFound':
      return notFound('wallet', walletId);
    case 'closed':
      return walletClosed(walletId);
    case 'invalidAmount': {
      const { detail, message } = refused.amountMinor > 0 ? tooLarge(currency) : NOTHING;
      return new Problem('invalid_amount', detail, { errors: [{ path: '/amount', message }] });
    }
    case 'currencyMismatch': {
      const detail = `Wallet ${walletId} is in ${refused.currency} and moves nothing else.`;
      return new Problem('currency_mismatch', detail, { members: { currency: refused.currency } });
    }
    case 'insufficientFunds': {
      const balance = moneyOf(refused.balanceMinor, currency);
      const detail = `Wallet ${walletId} has ${balance.amount} ${currency}, which is less than that.`;
      return new Problem('insufficient_funds', detail, { members: { balance } });
    }
  }
}

const NOTHING = { detail: 'The amount must be more than 0.', message: 'must be more than 0' };

function tooLarge(currency: string): typeof NOTHING {
  const detail = `The amount is too large: all that is ever put into a wallet is at most ${mostOf(currency)} ${currency}.`;
  return { detail, message: 'is too large together with what was put in before' };
}

function walletClosed(walletId: string): Problem {
  return new Problem('wallet_closed', `Wallet ${walletId} is closed. POST /wallets opens it again.`);
}
