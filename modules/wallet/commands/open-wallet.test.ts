import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { wallet } from '../contract.ts';
import { ANNS, close, deposit, given, ORDER_1, OTHER, open, seen, withdraw } from '../testing/steps.ts';

const EMPTY = { balanceMinor: 0, creditedMinor: 0, debitedMinor: 0 };

describe('opening a wallet', () => {
  it('begins with nothing in it', async () => {
    const { events } = await given()
      .when(open())
      .then({ walletId: ANNS, customerId: 'ann', currency: 'GBP', status: 'open', version: 1, ...EMPTY });
    expect(payloadsOf(events, wallet.WalletOpened)).toEqual([
      { walletId: ANNS, customerId: 'ann', currency: 'GBP', walletVersion: 1 },
    ]);
  });

  it('is answered again when it is repeated, and told once', async () => {
    const { events } = await given(open(), deposit(500)).when(open()).then({ kind: 'opened', balanceMinor: 500 });
    expect(events).toEqual([]);
  });

  it('is refused to a customer who has one in this currency', () =>
    given(open()).when(open(OTHER)).then({ kind: 'exists', walletId: ANNS }));

  it('is refused under the id of another wallet', () =>
    given(open()).when(open(ANNS, 'bob')).then({ kind: 'exists', walletId: ANNS }));

  it('gives one in each currency', () =>
    given(open())
      .when(open(OTHER, 'ann', 'EUR'))
      .then({ kind: 'opened', walletId: OTHER, currency: 'EUR' }));

  it('opens again the one that was closed, with all that had happened to it', async () => {
    const { events } = await given(open(), deposit(500), withdraw(500), close())
      .when(open(OTHER))
      .then({ kind: 'opened', walletId: ANNS, status: 'open', creditedMinor: 500, version: 5 });
    expect(payloadsOf(events, wallet.WalletReopened)).toEqual([{ walletId: ANNS, walletVersion: 5 }]);
  });

  it('again is answered again when it is repeated, and told once', async () => {
    const reopened = [open(), close(), open(OTHER)];
    const { events } = await given(...reopened, deposit(500))
      .when(open(OTHER))
      .then({ kind: 'opened', walletId: ANNS, status: 'open', balanceMinor: 500 });
    expect(events).toEqual([]);
    await given(...reopened)
      .when(open(ORDER_1))
      .then({ kind: 'exists', walletId: ANNS });
  });
});

describe('closing a wallet', () => {
  it('ends what can be done with it', () => given(open(), close()).when(deposit(1)).then({ kind: 'closed' }));

  it('is answered again when it is repeated, and told once', async () => {
    const { events } = await given(open(), close())
      .when(close())
      .then({ kind: 'closed', status: 'closed', version: 2 });
    expect(events).toEqual([]);
  });

  it('is answered as the first time when it is repeated, though it was opened again since', async () => {
    const { events } = await given(open(), close('c'), open(OTHER))
      .when(close('c'))
      .then({ kind: 'closed', status: 'closed', version: 2 });
    expect(events).toEqual([]);
  });

  it('is decided in the version that the caller saw, after it was found to be no repeat', async () => {
    await given(open(), deposit(1), withdraw(1))
      .when(seen(close('c'), 1))
      .then({ kind: 'versionChanged', version: 3 });
    await given(open(), seen(close('c'), 1))
      .when(seen(close('c'), 1))
      .then({ kind: 'closed', version: 2 });
    await given(open(), seen(close('c'), 1))
      .when(seen(close('d'), 1))
      .then({ kind: 'versionChanged', version: 2 });
  });

  it('is refused while there is something in it', () =>
    given(open(), deposit(500)).when(close()).then({ kind: 'notEmpty', balanceMinor: 500 }));

  it('is refused where there is none', () => given().when(close()).then({ kind: 'notFound' }));
});
