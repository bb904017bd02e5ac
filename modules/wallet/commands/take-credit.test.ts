import { describe, expect, it } from 'vitest';
import { events } from '../../../platform/eventstore/tables.ts';
import type { MemoryStore } from '../../../platform/store/memory-store.ts';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { wallet } from '../contract.ts';
import { deltaOf } from '../domain/wallet.ts';
import { credits, wallets } from '../tables.ts';
import {
  ANNS,
  close,
  deposit,
  giveBack,
  given,
  ORDER_1,
  ORDER_2,
  OTHER,
  open,
  take,
  withdraw,
} from '../testing/steps.ts';

describe('taking credit for an order', () => {
  it("takes it from the customer's wallet in the order's currency", async () => {
    const { events: told } = await given(open(), open(OTHER, 'ann', 'EUR'), deposit(500))
      .when(take(300))
      .then({ kind: 'taken', creditId: ORDER_1, walletId: ANNS });
    expect(payloadsOf(told, wallet.BalanceChanged)).toMatchObject([
      { kind: 'taken', amountMinor: -300, balanceMinor: 200, reference: ORDER_1 },
    ]);
  });

  it('happens once, however often it is asked for', async () => {
    const { events: told } = await given(open(), deposit(500), take(300)).when(take(300)).then({ kind: 'taken' });
    expect(told).toEqual([]);
  });

  it('is refused when there is not enough', () =>
    given(open(), deposit(500), take(300))
      .when(take(300, ORDER_2))
      .then({ kind: 'insufficientFunds', balanceMinor: 200 }));

  it('is refused where the customer has no wallet in the currency', () =>
    given(open(), deposit(500))
      .when(take(300, ORDER_1, 'ann', 'EUR'))
      .then({ kind: 'noWallet', customerId: 'ann', currency: 'EUR' }));

  // Another copy of the request may be late, or be decided at the same moment: the saga has gone on, and undoes nothing.
  it('stays refused once it was', async () => {
    await given(open(), take(300), deposit(500)).when(take(300)).then({ kind: 'returned', creditId: ORDER_1 });
    await given(take(300), open(), deposit(500)).when(take(300)).then({ kind: 'returned', creditId: ORDER_1 });
  });

  it('is refused as before while nothing has changed', () =>
    given(open(), deposit(100), take(300)).when(take(300)).then({ kind: 'insufficientFunds', balanceMinor: 100 }));

  it('is refused from a closed wallet', () => given(open(), close()).when(take(300)).then({ kind: 'closed' }));

  it('spends what is there, though nothing more can be put in', () =>
    given(open(), deposit(Number.MAX_SAFE_INTEGER)).when(take(300)).then({ kind: 'taken' }));

  it('of nothing is refused', () => given(open()).when(take(0)).then({ kind: 'invalidAmount' }));

  it('is refused once it was given back, were it asked for later or earlier', async () => {
    await given(open(), deposit(500), giveBack()).when(take(300)).then({ kind: 'returned', creditId: ORDER_1 });
    await given(open(), deposit(500), take(300), giveBack()).when(take(300)).then({ kind: 'returned' });
  });
});

describe('giving credit back', () => {
  it('puts back what was taken, once', async () => {
    const { store } = await given(open(), deposit(500), take(300), giveBack())
      .when(giveBack())
      .then({ kind: 'returned' });
    expect(store.rows(credits).map(({ row }) => [row.amountMinor, row.status])).toEqual([[300, 'returned']]);
    expect(balanceOf(store)).toBe(500);
  });

  it('opens the wallet again that was closed meanwhile', async () => {
    const { store, events: told } = await given(open(), deposit(300), take(300), close()).when(giveBack()).then({});
    expect(told.map(({ emit }) => emit.type)).toEqual(['wallet.v1.WalletReopened', 'wallet.v1.BalanceChanged']);
    expect(balanceOf(store)).toBe(300);
  });

  it('is no income: what was put in stays what it was', () =>
    given(open(), deposit(500), take(300), giveBack())
      .when(withdraw(500))
      .then({ kind: 'withdrawn', creditedMinor: 500, debitedMinor: 500, balanceMinor: 0 }));
});

/** Of the only wallet, by its events. */
function balanceOf(store: MemoryStore): number {
  return store.rows(events).reduce((sum, { row }) => sum + deltaOf(wallets.catalogue.decode(row)), 0);
}
