import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

const ids = (first: string, count: number) =>
  Array.from({ length: count }, (_, index) => `00000000-0000-7000-8000-00000000${first}00${index + 1}`);

/** Few wallets of few customers, mostly in one currency, and amounts that sometimes are too much. */
export const walletFieldValues: FieldValues = {
  walletId: ids('a', 2),
  customerId: ['ann', 'ann', 'bob'],
  currency: ['GBP', 'GBP', 'GBP', 'GBP', 'EUR'],
  amountMinor: [100, 100, 300, 50, 0],
  movementId: ids('b', 9),
  closureId: ['', ...ids('d', 2)],
  expectedVersion: [...Array(8), 1, 2, 3],
  creditId: ids('c', 4),
  reason: ['goodwill'],
};
