import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { wallet } from '../contract.ts';
import { ANNS, close, deposit, given, open, seen, withdraw } from '../testing/steps.ts';

describe('a deposit', () => {
  it('adds to the balance', async () => {
    const { events } = await given(open(), deposit(500)).when(deposit(250)).then({ balanceMinor: 750, version: 3 });
    expect(payloadsOf(events, wallet.BalanceChanged)).toEqual([
      {
        walletId: ANNS,
        customerId: 'ann',
        currency: 'GBP',
        kind: 'deposited',
        amountMinor: 250,
        balanceMinor: 750,
        reference: 'deposit of 250',
        reason: 'goodwill',
        walletVersion: 3,
      },
    ]);
  });

  it('is answered as the first time when it is repeated, whatever has happened since', async () => {
    const { events } = await given(open(), deposit(500, 'd'), withdraw(100))
      .when(deposit(500, 'd'))
      .then({ kind: 'deposited', balanceMinor: 500, version: 2 });
    expect(events).toEqual([]);
  });

  it.each([0, -1])('of %i is refused', async (amountMinor) => {
    await given(open()).when(deposit(amountMinor)).then({ kind: 'invalidAmount', amountMinor });
  });

  it('that could not be counted exactly is refused', () =>
    given(open(), deposit(Number.MAX_SAFE_INTEGER), withdraw(10))
      .when(deposit(1))
      .then({ kind: 'invalidAmount', amountMinor: 1 }));

  it('in another currency is refused', () =>
    given(open())
      .when(deposit(500, 'd', 'EUR'))
      .then({ kind: 'currencyMismatch', currency: 'GBP' }));

  it('into no wallet is refused', () => given().when(deposit(500)).then({ kind: 'notFound', walletId: ANNS }));

  it('into a closed wallet is refused', () => given(open(), close()).when(deposit(500)).then({ kind: 'closed' }));
});

describe.each([
  ['deposit', () => deposit(100, 'm'), 'deposited'],
  ['withdrawal', () => withdraw(100, 'm'), 'withdrawn'],
] as const)('a %s by somebody who saw a version', (_case, move, kind) => {
  it('is refused in another one, and changes nothing', async () => {
    const { events } = await given(open(), deposit(500))
      .when(seen<unknown, unknown>(move(), 1))
      .then({ kind: 'versionChanged', walletId: ANNS, version: 2 });
    expect(events).toEqual([]);
  });

  it('happens in this one', () => given(open(), deposit(500)).when(seen<unknown, unknown>(move(), 2)).then({ kind }));

  // Its own doing is what made the version another one.
  it('is answered as the first time when it is repeated', () =>
    given(open(), deposit(500), seen<unknown, unknown>(move(), 2))
      .when(seen<unknown, unknown>(move(), 2))
      .then({ kind, version: 3 }));
});

describe('a withdrawal', () => {
  it('takes out what was put in, though nothing more can be put in', () =>
    given(open(), deposit(Number.MAX_SAFE_INTEGER))
      .when(withdraw(100))
      .then({ kind: 'withdrawn', balanceMinor: Number.MAX_SAFE_INTEGER - 100 }));

  it('takes from the balance, to the last penny', () =>
    given(open(), deposit(500)).when(withdraw(500)).then({ kind: 'withdrawn', balanceMinor: 0, debitedMinor: 500 }));

  it('of more than there is is refused, and changes nothing', async () => {
    const { events } = await given(open(), deposit(500))
      .when(withdraw(501))
      .then({ kind: 'insufficientFunds', balanceMinor: 500 });
    expect(events).toEqual([]);
  });

  it('is answered as the first time when it is repeated', () =>
    given(open(), deposit(500), withdraw(400, 'w'))
      .when(withdraw(400, 'w'))
      .then({ kind: 'withdrawn', balanceMinor: 100 }));

  it.each([
    ['nothing', 0, 'GBP', 'invalidAmount'],
    ['a debt', -500, 'GBP', 'invalidAmount'],
    ['another currency', 100, 'EUR', 'currencyMismatch'],
  ] as const)('of %s is refused', async (_case, amountMinor, currency, kind) => {
    await given(open(), deposit(500))
      .when(withdraw(amountMinor, 'w', currency))
      .then({ kind });
  });

  it('from no wallet is refused', () => given().when(withdraw(1)).then({ kind: 'notFound', walletId: ANNS }));

  it('from a closed wallet is refused', () => given(open(), close()).when(withdraw(1)).then({ kind: 'closed' }));
});
