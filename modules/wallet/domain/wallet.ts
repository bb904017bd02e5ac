// A wallet is what its events come to. `initialState` and `evolve` say how, the functions below decide what may happen
// next: each answers the events that do, or why nothing does.

export type WalletEvent =
  | { readonly type: 'WalletOpened'; readonly data: { readonly customerId: string; readonly currency: string } }
  | { readonly type: 'CreditDeposited'; readonly data: Movement }
  | { readonly type: 'CreditWithdrawn'; readonly data: Movement }
  | { readonly type: 'CreditTaken'; readonly data: { readonly creditId: string; readonly amountMinor: number } }
  | { readonly type: 'CreditReturned'; readonly data: { readonly creditId: string; readonly amountMinor: number } }
  | { readonly type: 'WalletClosed'; readonly data: Record<string, never> }
  | { readonly type: 'WalletReopened'; readonly data: Record<string, never> };

interface Movement {
  readonly movementId: string;
  readonly amountMinor: number;
  readonly reason: string;
}

export interface Wallet {
  /** `absent` before its first event. */
  readonly status: 'absent' | 'open' | 'closed';
  readonly customerId: string;
  readonly currency: string;
  readonly balanceMinor: number;
  /** All that was ever put in, and what of it went out and stayed out. */
  readonly creditedMinor: number;
  readonly debitedMinor: number;
}

export function initialState(): Wallet {
  return { status: 'absent', customerId: '', currency: '', balanceMinor: 0, creditedMinor: 0, debitedMinor: 0 };
}

export function evolve(wallet: Wallet, event: WalletEvent): Wallet {
  switch (event.type) {
    case 'WalletOpened':
      return { ...wallet, ...event.data, status: 'open' };
    case 'WalletReopened':
      return { ...wallet, status: 'open' };
    case 'WalletClosed':
      return { ...wallet, status: 'closed' };
    case 'CreditDeposited':
      return balanced({ ...wallet, creditedMinor: wallet.creditedMinor + event.data.amountMinor });
    case 'CreditWithdrawn':
    case 'CreditTaken':
      return balanced({ ...wallet, debitedMinor: wallet.debitedMinor + event.data.amountMinor });
    case 'CreditReturned':
      return balanced({ ...wallet, debitedMinor: wallet.debitedMinor - event.data.amountMinor });
  }
}

function balanced(wallet: Wallet): Wallet {
  return { ...wallet, balanceMinor: wallet.creditedMinor - wallet.debitedMinor };
}

/** What an event adds to the balance; negative for what it takes. */
export function deltaOf(event: WalletEvent): number {
  switch (event.type) {
    case 'CreditDeposited':
    case 'CreditReturned':
      return event.data.amountMinor;
    case 'CreditWithdrawn':
    case 'CreditTaken':
      return -event.data.amountMinor;
    case 'WalletOpened':
    case 'WalletClosed':
    case 'WalletReopened':
      return 0;
  }
}

export type Refusal =
  | { readonly kind: 'notFound' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'invalidAmount' }
  | { readonly kind: 'currencyMismatch' };

/** Why this amount cannot move into the wallet; undefined when it may. */
export function refusalOfCredit(wallet: Wallet, amountMinor: number, currency: string): Refusal | undefined {
  const refusal = refusalOf(wallet, amountMinor, currency);
  if (refusal !== undefined) return refusal;
  // What was ever put in has to stay countable; what is there and what went out are never more.
  return Number.isSafeInteger(wallet.creditedMinor + amountMinor) ? undefined : { kind: 'invalidAmount' };
}

/** The same for what goes out. */
export function refusalOfDebit(
  wallet: Wallet,
  amountMinor: number,
  currency: string,
): Refusal | { readonly kind: 'insufficientFunds' } | undefined {
  const refusal = refusalOf(wallet, amountMinor, currency);
  if (refusal !== undefined) return refusal;
  return wallet.balanceMinor < amountMinor ? { kind: 'insufficientFunds' } : undefined;
}

/** Why this amount can move neither way. */
function refusalOf(wallet: Wallet, amountMinor: number, currency: string): Refusal | undefined {
  if (wallet.status === 'absent') return { kind: 'notFound' };
  if (!isAmount(amountMinor)) return { kind: 'invalidAmount' };
  if (currency !== wallet.currency) return { kind: 'currencyMismatch' };
  if (wallet.status === 'closed') return { kind: 'closed' };
  return undefined;
}

function isAmount(amountMinor: number): boolean {
  return Number.isSafeInteger(amountMinor) && amountMinor > 0;
}

/** What was taken goes back, whatever has become of the wallet meanwhile. */
export function giveBack(wallet: Wallet, creditId: string, amountMinor: number): readonly WalletEvent[] {
  const returned: WalletEvent = { type: 'CreditReturned', data: { creditId, amountMinor } };
  return wallet.status === 'closed' ? [{ type: 'WalletReopened', data: {} }, returned] : [returned];
}
