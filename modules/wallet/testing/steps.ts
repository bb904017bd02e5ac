import type { Call } from '../../../platform/rpc/contract.ts';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { wallet } from '../contract.ts';
import { walletModule } from '../module.ts';

// The words in which this module's tests are told.

export const given = scenarios(walletModule());

/** When the test clock starts. */
export const START_MS = Date.UTC(2026, 0, 1);

export const ANNS = '00000000-0000-7000-8000-00000000a001';
export const OTHER = '00000000-0000-7000-8000-00000000a002';
export const ORDER_1 = '00000000-0000-7000-8000-00000000c001';
export const ORDER_2 = '00000000-0000-7000-8000-00000000c002';

export const open = (walletId = ANNS, customerId = 'ann', currency = 'GBP') =>
  wallet.openWallet({ walletId, customerId, currency });

export const deposit = (amountMinor: number, movementId = `deposit of ${amountMinor}`, currency = 'GBP') =>
  wallet.deposit({ movementId, walletId: ANNS, amountMinor, currency, reason: 'goodwill' });

export const withdraw = (amountMinor: number, movementId = `withdrawal of ${amountMinor}`, currency = 'GBP') =>
  wallet.withdraw({ movementId, walletId: ANNS, amountMinor, currency, reason: '' });

export const close = (closureId = '') => wallet.closeWallet({ walletId: ANNS, closureId });

/** The same call by somebody who saw the wallet in this version. */
export const seen = <Request, Reply>(call: Call<Request, Reply>, expectedVersion: number): Call<Request, Reply> => ({
  ...call,
  request: { ...call.request, expectedVersion },
});

export const take = (amountMinor: number, creditId = ORDER_1, customerId = 'ann', currency = 'GBP') =>
  wallet.takeCredit({ creditId, customerId, currency, amountMinor });

export const giveBack = (creditId = ORDER_1) => wallet.returnCredit({ creditId });
