import { describe, expect, it } from 'vitest';
import { wallet } from '../../modules/wallet/contract.ts';
import { EVENT_MS, foldEvents, logged } from '../../platform/testing/fold-events.ts';
import { movements, totals, wallets } from './tables.ts';
import { walletView } from './wallet-view.ts';

const walletId = '00000000-0000-7000-8000-000000000001';
const owner = { walletId, customerId: 'ann', currency: 'GBP' };
const opened = logged(wallet.WalletOpened, { ...owner, walletVersion: 1 });

function moved(kind: string, amountMinor: number, balanceMinor: number, walletVersion: number) {
  const about = { reference: `${kind}-1`, reason: '' };
  return logged(wallet.BalanceChanged, { ...owner, kind, amountMinor, balanceMinor, ...about, walletVersion });
}

describe('the view of wallets', () => {
  it('adds up what went in and out, and shows each movement with the balance that it left', () => {
    const events = [
      opened,
      moved('deposited', 900, 900, 2),
      moved('taken', -500, 400, 3),
      moved('returned', 500, 900, 4),
    ];
    const folded = foldEvents(walletView, events);
    const sums = { balanceMinor: 900, creditedMinor: 900, debitedMinor: 0, movements: 3 };
    expect(folded.rows(wallets)).toMatchObject([{ ...owner, status: 'open', ...sums, walletVersion: 4 }]);
    expect(folded.rows(totals)).toMatchObject([
      { currency: 'GBP', wallets: 1, balanceMinor: '900', creditedMinor: '900', debitedMinor: '0', movements: 3 },
    ]);
    expect(folded.rows(movements)[1]).toMatchObject({
      ...{ walletId, walletVersion: 3, kind: 'taken', amountMinor: -500, balanceMinor: 400 },
      ...{ reference: 'taken-1', reason: '', atMs: EVENT_MS },
    });
  });

  // One wallet holds no more than can be counted exactly, two of them do.
  it('sums exactly over wallets that together hold more than a safe integer', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const second = { walletId: '00000000-0000-7000-8000-000000000002', customerId: 'bob' };
    const deposits = [most, most - 1].map((amountMinor, index) => {
      const about = { ...owner, ...(index === 0 ? {} : second), kind: 'deposited', reference: `d${index}`, reason: '' };
      return logged(wallet.BalanceChanged, { ...about, amountMinor, balanceMinor: amountMinor, walletVersion: 2 });
    });
    const openedToo = logged(wallet.WalletOpened, { ...owner, ...second, walletVersion: 1 });
    const folded = foldEvents(walletView, [opened, openedToo, ...deposits, moved('withdrawn', -most, 0, 3)]);
    expect(folded.rows(totals)).toMatchObject([
      { wallets: 2, balanceMinor: '9007199254740990', creditedMinor: '18014398509481981', debitedMinor: `${most}` },
    ]);
  });

  it('shows whether a wallet is closed', () => {
    const closed = logged(wallet.WalletClosed, { walletId, walletVersion: 2 });
    expect(foldEvents(walletView, [opened, closed]).rows(wallets)).toMatchObject([
      { status: 'closed', walletVersion: 2 },
    ]);
    const reopened = logged(wallet.WalletReopened, { walletId, walletVersion: 3 });
    expect(foldEvents(walletView, [opened, closed, reopened]).rows(wallets)).toMatchObject([{ status: 'open' }]);
  });
});
