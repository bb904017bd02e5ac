import { wallet } from '../../modules/wallet/contract.ts';
import type { Wallet } from '../wallets.ts';
import type { FakeDoors } from './fake-doors.ts';

// Wallets that keep every state they were in.

interface Entry {
  readonly state: Wallet;
  readonly kind: string;
  readonly amountMinor: number;
  readonly reference: string;
  readonly reason: string;
  readonly atMs: number;
}

export class FakeWallets {
  /** Every wallet's states, oldest first. */
  readonly histories = new Map<string, Entry[]>();
  nowMs = 0;
  /** Movements and closures by their ids, as they were first answered. */
  readonly #answers = new Map<string, Wallet>();

  answer(doors: FakeDoors): void {
    doors
      .on(wallet.openWallet, ({ walletId, customerId, currency }) => {
        const owned = this.#all().find((one) => one.customerId === customerId && one.currency === currency);
        if (owned !== undefined) return { kind: 'exists' as const, walletId: owned.walletId };
        const amounts = { balanceMinor: 0, creditedMinor: 0, debitedMinor: 0 };
        const opened = { walletId, customerId, currency, status: 'open', ...amounts, version: 0 };
        return { kind: 'opened' as const, ...this.#add(opened, 'opened', 0) };
      })
      .on(wallet.deposit, (request) => {
        const repeated = this.#answers.get(request.movementId);
        if (repeated !== undefined) return { kind: 'deposited' as const, ...repeated };
        const refused = this.#refusal(request);
        if (refused !== undefined) return refused;
        const { amountMinor } = request;
        const isCountable = Number.isSafeInteger(this.#now(request.walletId).creditedMinor + amountMinor);
        if (!isCountable) return { kind: 'invalidAmount' as const, amountMinor };
        return { kind: 'deposited' as const, ...this.#move(request, 1) };
      })
      .on(wallet.withdraw, (request) => {
        const repeated = this.#answers.get(request.movementId);
        if (repeated !== undefined) return { kind: 'withdrawn' as const, ...repeated };
        const refused = this.#refusal(request);
        if (refused !== undefined) return refused;
        const { balanceMinor } = this.#now(request.walletId);
        if (balanceMinor < request.amountMinor) return { kind: 'insufficientFunds' as const, balanceMinor };
        return { kind: 'withdrawn' as const, ...this.#move(request, -1) };
      })
      .on(wallet.closeWallet, ({ walletId, closureId, expectedVersion }) => {
        const repeated = this.#answers.get(closureId);
        if (repeated !== undefined) return { kind: 'closed' as const, ...repeated };
        const now = this.#now(walletId);
        const { version } = now;
        if ((expectedVersion ?? version) !== version) return { kind: 'versionChanged' as const, walletId, version };
        if (now.balanceMinor > 0) return { kind: 'notEmpty' as const, balanceMinor: now.balanceMinor };
        const closed = this.#add({ ...now, status: 'closed' }, 'closed', 0);
        this.#answers.set(closureId, closed);
        return { kind: 'closed' as const, ...closed };
      });
    this.#answerQueries(doors);
  }

  #answerQueries(doors: FakeDoors): void {
    doors
      .on(wallet.getWallets, ({ walletIds }) => ({
        wallets: walletIds.flatMap((id) => this.histories.get(id)?.at(-1)?.state ?? []),
      }))
      .on(wallet.getWalletAsOf, ({ walletId, version, atMs }) => {
        const entries = this.histories.get(walletId) ?? [];
        const then = version > 0 ? entries[version - 1] : entries.filter((entry) => entry.atMs <= atMs).at(-1);
        return { wallet: then?.state };
      })
      .on(wallet.listWallets, ({ customerId, afterWalletId, limit }) => {
        const found = this.#all()
          .filter((one) => (customerId === '' || one.customerId === customerId) && one.walletId > afterWalletId)
          .sort((left, right) => (left.walletId < right.walletId ? -1 : 1));
        return { wallets: found.slice(0, limit), more: found.length > limit };
      })
      .on(wallet.getStatement, ({ walletId, beforeVersion, limit }) => {
        const entries = (this.histories.get(walletId) ?? [])
          .map(({ state: { version, balanceMinor }, ...entry }) => ({ ...entry, version, balanceMinor }))
          .filter(({ version }) => beforeVersion === 0 || version < beforeVersion)
          .reverse();
        return { entries: entries.slice(0, limit), more: entries.length > limit };
      });
  }

  #refusal({
    walletId,
    amountMinor,
    currency,
    expectedVersion,
  }: {
    walletId: string;
    amountMinor: number;
    currency: string;
    expectedVersion?: number | undefined;
  }) {
    const now = this.#now(walletId);
    const { version } = now;
    if ((expectedVersion ?? version) !== version) return { kind: 'versionChanged' as const, walletId, version };
    if (amountMinor <= 0) return { kind: 'invalidAmount' as const, amountMinor };
    if (currency !== now.currency) return { kind: 'currencyMismatch' as const, currency: now.currency };
    if (now.status === 'closed') return { kind: 'closed' as const, walletId };
    return undefined;
  }

  #move(
    {
      walletId,
      amountMinor,
      movementId,
      reason,
    }: {
      walletId: string;
      amountMinor: number;
      movementId: string;
      reason: string;
    },
    sign: 1 | -1,
  ): Wallet {
    const now = this.#now(walletId);
    const [credited, debited] = sign === 1 ? [amountMinor, 0] : [0, amountMinor];
    const moved = {
      ...now,
      balanceMinor: now.balanceMinor + sign * amountMinor,
      creditedMinor: now.creditedMinor + credited,
      debitedMinor: now.debitedMinor + debited,
    };
    const answer = this.#add(moved, sign === 1 ? 'deposited' : 'withdrawn', sign * amountMinor, movementId, reason);
    this.#answers.set(movementId, answer);
    return answer;
  }

  #now(walletId: string): Wallet {
    const now = this.histories.get(walletId)?.at(-1)?.state;
    if (now === undefined) throw new Error(`no wallet ${walletId}`);
    return now;
  }

  #all(): Wallet[] {
    return [...this.histories.keys()].map((walletId) => this.#now(walletId));
  }

  #add(state: Wallet, kind: string, amountMinor: number, reference = '', reason = ''): Wallet {
    const entries = this.histories.get(state.walletId) ?? [];
    const added = { ...state, version: entries.length + 1 };
    this.histories.set(state.walletId, [
      ...entries,
      { state: added, kind, amountMinor, reference, reason, atMs: this.nowMs },
    ]);
    return added;
  }
}
