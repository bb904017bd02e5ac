import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../platform/rpc/contract.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { histories } from '../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inMemory } from '../../platform/testing/scenario.ts';
import { wallet } from './contract.ts';
import { walletModule } from './module.ts';
import { walletFieldValues } from './testing/field-values.ts';
import {
  ANNS,
  close,
  deposit,
  giveBack,
  ORDER_1,
  ORDER_2,
  OTHER,
  open,
  START_MS,
  take,
  withdraw,
} from './testing/steps.ts';

/** A wallet module of its own, and what it answers. */
function opened() {
  const clock = new FakeClock();
  const local = inMemory(walletModule(), new MemoryStore(), clock);
  const ask = <Reply>({ method, request }: Call<unknown, Reply>) => local.call(method, request) as Promise<Reply>;
  const all = async (...calls: readonly Call[]) => {
    for (const call of calls) {
      await ask(call);
      clock.advance(1_000);
    }
  };
  return { ask, all };
}

describe('wallets', () => {
  it('add up after any history: by snapshot, by events and by the credits of orders, and never below 0', () =>
    fc.assert(
      fc.asyncProperty(histories(walletModule(), walletFieldValues), async (history) => {
        const { ask } = opened();
        for (const { method, request } of history) await ask({ method, request });
        const { wallets } = await ask(wallet.auditWallets({ afterWalletId: '', limit: 100 }));
        for (const audited of wallets) {
          const { balanceMinor, creditsMinor, version } = audited;
          expect(audited).toMatchObject({ ledgerMinor: balanceMinor, lowestMinor: 0, gapFree: true, events: version });
          expect(audited.ledgerCreditsMinor).toBe(creditsMinor);
        }
      }),
      { numRuns: 200 },
    ));

  it('add up when there are snapshots between', async () => {
    const { ask, all } = opened();
    await all(open(), ...Array.from({ length: 100 }, (_, index) => deposit(1, `d${index}`)), take(40), close());
    const { wallets } = await ask(wallet.auditWallets({ afterWalletId: '', limit: 1 }));
    expect(wallets).toMatchObject([{ balanceMinor: 60, ledgerMinor: 60, events: 102, version: 102, creditsMinor: 40 }]);
  });

  it('add up over more orders than are read at once', async () => {
    const { ask } = opened();
    await ask(open());
    await ask(deposit(5_000));
    const orders = Array.from(
      { length: 2_100 },
      (_, index) => `00000000-0000-7000-8000-1${String(index).padStart(11, '0')}`,
    );
    await Promise.all(orders.map((orderId) => ask(take(1, orderId))));
    const { wallets } = await ask(wallet.auditWallets({ afterWalletId: '', limit: 1 }));
    expect(wallets).toMatchObject([{ creditsMinor: 2_100, ledgerCreditsMinor: 2_100, balanceMinor: 2_900 }]);
  });
});

describe('reading wallets', () => {
  it('tells where they stand', async () => {
    const { ask, all } = opened();
    await all(open(), deposit(500), open(OTHER, 'bob'));
    const { wallets } = await ask(wallet.getWallets({ walletIds: [OTHER, ANNS, ORDER_1] }));
    expect(wallets.map(({ customerId, balanceMinor }) => [customerId, balanceMinor])).toEqual([
      ['bob', 0],
      ['ann', 500],
    ]);
  });

  it('tells how one stood after any of its events and at any time', async () => {
    const { ask, all } = opened();
    await all(open(), deposit(500), withdraw(200), close());
    const balance = async (version: number, atMs: number) =>
      (await ask(wallet.getWalletAsOf({ walletId: ANNS, version, atMs }))).wallet?.balanceMinor;
    expect([await balance(1, 0), await balance(2, 0), await balance(3, 0), await balance(99, 0)]).toEqual([
      0, 500, 300, 300,
    ]);
    const later = (ms: number) => balance(0, START_MS + ms);
    expect([await later(-1), await later(0), await later(1_000), await later(1_999), await later(2_000)]).toEqual([
      undefined,
      0,
      500,
      500,
      300,
    ]);
  });

  it('lists them in order of id, of one customer or all', async () => {
    const { ask, all } = opened();
    await all(open(OTHER, 'ann', 'EUR'), open(ANNS, 'ann'), open(ORDER_2, 'bob'));
    const page = async (customerId: string, afterWalletId: string, limit: number) => {
      const { wallets, more } = await ask(wallet.listWallets({ customerId, afterWalletId, limit }));
      return [wallets.map(({ walletId }) => walletId), more];
    };
    expect(await page('', '', 2)).toEqual([[ANNS, OTHER], true]);
    expect(await page('', OTHER, 2)).toEqual([[ORDER_2], false]);
    expect(await page('ann', '', 0)).toEqual([[ANNS, OTHER], false]);
    expect(await page('nobody', '', 0)).toEqual([[], false]);
  });

  it('states what happened, newest first, with the balance that it left', async () => {
    const { ask, all } = opened();
    await all(open(), deposit(500), take(300), giveBack(), withdraw(100));
    const page = async (beforeVersion: number) => {
      const { entries, more } = await ask(wallet.getStatement({ walletId: ANNS, beforeVersion, limit: 3 }));
      return [
        entries.map(({ version, kind, amountMinor, balanceMinor }) => [version, kind, amountMinor, balanceMinor]),
        more,
      ];
    };
    expect(await page(0)).toEqual([
      [
        [5, 'withdrawn', -100, 400],
        [4, 'returned', 300, 500],
        [3, 'taken', -300, 200],
      ],
      true,
    ]);
    expect(await page(3)).toEqual([
      [
        [2, 'deposited', 500, 500],
        [1, 'opened', 0, 0],
      ],
      false,
    ]);
    expect(await ask(wallet.getStatement({ walletId: OTHER, beforeVersion: 0, limit: 3 }))).toEqual({
      entries: [],
      more: false,
    });
  });

  it('tells what orders took', async () => {
    const { ask, all } = opened();
    await all(open(), deposit(500), take(300), take(100, ORDER_2), giveBack(ORDER_2));
    const { credits } = await ask(wallet.getCredits({ creditIds: [ORDER_2, ORDER_1, OTHER] }));
    expect(credits.map(({ amountMinor, status }) => [amountMinor, status])).toEqual([
      [100, 'returned'],
      [300, 'taken'],
    ]);
    const first = await ask(wallet.listCredits({ afterCreditId: '', limit: 1 }));
    expect([first.credits.map(({ creditId }) => creditId), first.more]).toEqual([[ORDER_1], true]);
    const second = await ask(wallet.listCredits({ afterCreditId: ORDER_1, limit: 1 }));
    expect([second.credits.map(({ creditId }) => creditId), second.more]).toEqual([[ORDER_2], false]);
  });
});
