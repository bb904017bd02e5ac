import { expect, it } from 'vitest';
import { MemoryStore } from './memory-store.ts';
import { readLogs } from './read-logs.ts';
import { integer, ledger, uuid } from './table.ts';

const log = ledger('log', { key: { ownerId: uuid, sequence: integer }, columns: {} });
const IDS = [1, 2, 3, 4].map((number) => `01930000-0000-7000-8000-00000000000${number}`);
const LENGTHS = [3, 7, 0, 2];

it.each([1, 2, 3, 5, 100])('every log is read whole, %i entries at a time', async (pageSize) => {
  const store = new MemoryStore();
  await store.transact(async (transaction) => {
    for (const [index, ownerId] of IDS.entries()) {
      for (let sequence = 1; sequence <= (LENGTHS[index] ?? 0); sequence++) {
        transaction.write([{ write: 'append', table: log, row: { ownerId, sequence } }]);
      }
    }
  });
  const read = (ids: readonly string[]) =>
    store.transact((transaction) => readLogs(transaction, { log, id: 'ownerId', pageSize }, ids));
  const logs = await read(IDS.toReversed());
  const sequences = IDS.map((id) => logs.get(id)?.map(({ sequence }) => sequence) ?? []);
  expect(sequences).toEqual(LENGTHS.map((length) => Array.from({ length }, (_, index) => index + 1)));
  expect([...(await read(IDS.slice(1, 2))).keys()]).toEqual(IDS.slice(1, 2));
});
