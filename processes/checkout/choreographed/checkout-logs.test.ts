import { expect, it } from 'vitest';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { logsOf } from './checkout-logs.ts';
import { checkoutLog } from './tables.ts';

const IDS = [1, 2, 3, 4].map((number) => `01930000-0000-7000-8000-00000000000${number}`);
const LENGTHS = [3, 7, 0, 2];

it.each([1, 2, 3, 5, 100])('every log is read whole, %i entries at a time', async (pageSize) => {
  const store = new MemoryStore();
  const entry = { at: 0, event: 'e', step: '', error: '', attempts: 1, traceId: '' };
  await store.transact(async (transaction) => {
    for (const [index, orderId] of IDS.entries()) {
      for (let sequence = 1; sequence <= (LENGTHS[index] ?? 0); sequence++) {
        transaction.write([{ write: 'append', table: checkoutLog, row: { ...entry, orderId, sequence } }]);
      }
    }
  });
  const logs = await store.transact((transaction) => logsOf(transaction, IDS.toReversed(), pageSize));
  const sequences = IDS.map((id) => logs.get(id)?.map(({ sequence }) => sequence) ?? []);
  expect(sequences).toEqual(LENGTHS.map((length) => Array.from({ length }, (_, index) => index + 1)));
});
