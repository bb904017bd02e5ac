import fc from 'fast-check';
import type { Filter, Store, Stored, Write } from '../store/store.ts';
import type { Key, Table } from '../store/table.ts';
import { entries, pairs, things } from './conformance-tables.ts';

// Random transactions, told as what they attempt: the versions they name are right or wrong by a step. Whoever plays a
// history tells what every transaction saw and how it ended, so that two stores can be compared.

interface Attempt {
  readonly write: 'insert' | 'update' | 'delete' | 'append';
  readonly table: Table;
  readonly row: Record<string, unknown>;
  /** Added to the version that the row really has; 0 is right. */
  readonly wrongBy: number;
}

export interface HistoryTransaction {
  readonly loads: readonly Attempt[];
  readonly filter: Filter;
  readonly descending: boolean;
  readonly attempts: readonly Attempt[];
}

/** What one transaction saw, or the name of the error that ended it. */
export type Seen = { readonly loaded: unknown; readonly found: unknown } | string;

const NASTY = ['', ' ', 'NULL', 'null', '"', "'", '\\', '\\"', '{}', '{a,b}', ',', '\n\t', '\u{1F600}', 'é', '\u007f'];
const UUIDS = [1, 2, 3].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`);

const anyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.replaceAll('\u0000', '0')),
);
const anyAmount = fc.oneof(
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, 1),
  fc.maxSafeInteger(),
);
const anyInstant = fc.oneof(
  fc.constantFrom(0, -1, Date.parse('0001-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')),
  fc.integer({ min: 0, max: 4e12 }),
);
const anyJson = fc.oneof(
  fc.record({
    [NASTY[4] ?? '']: anyText,
    list: fc.array(fc.oneof(anyText, anyAmount, fc.boolean()), { maxLength: 3 }),
  }),
  fc.array(anyText, { maxLength: 2 }),
  anyText,
  fc.constantFrom(0, 1.5, 1e-7, 1e21, 1.7976931348623157e308, true, false),
);

const thingRow = fc.record({
  id: fc.constantFrom('a', 'A', 'b', '', 'NULL', '"\\{},', '\u{1F600}'),
  note: fc.option(anyText),
  amount: anyAmount,
  small: fc.constantFrom(0, 1, -1, 2 ** 31 - 1, 1 - 2 ** 31),
  flag: fc.boolean(),
  at: fc.option(anyInstant),
  data: anyJson,
  more: fc.option(anyJson),
  owner: fc.option(fc.constantFrom(...UUIDS)),
});
const pairRow = fc.record({
  left: fc.constantFrom('a', '', ',', '"'),
  right: fc.constantFrom(0, -1, 2 ** 31 - 1),
  amount: anyAmount,
});
const entryRow = fc.record({
  about: fc.constantFrom(...UUIDS),
  sequence: fc.constantFrom(1, 2),
  text: anyText,
});

const wrongBy = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, -1) });
const anyAttempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.record({
    write: fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
    table: fc.constant<Table>(things),
    row: thingRow,
    wrongBy,
  }),
  fc.record({
    write: fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
    table: fc.constant<Table>(pairs),
    row: pairRow,
    wrongBy,
  }),
  fc.record({ write: fc.constant('append' as const), table: fc.constant<Table>(entries), row: entryRow, wrongBy }),
);

const anyFilter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ column: fc.constant('note'), operator: fc.constant('=' as const), value: fc.option(anyText) }),
  fc.record({ column: fc.constant('id'), operator: fc.constantFrom('<' as const, '>' as const), value: anyText }),
  fc.record({ column: fc.constant('at'), operator: fc.constantFrom('<=' as const, '>' as const), value: anyInstant }),
  fc.record({
    column: fc.constant('note'),
    operator: fc.constantFrom('in' as const, 'not in' as const),
    value: fc.array(anyText, { maxLength: 3 }),
  }),
  fc.record({
    column: fc.constant('amount'),
    operator: fc.constantFrom('in' as const, 'not in' as const),
    value: fc.array(anyAmount, { maxLength: 3 }),
  }),
);

/** Transactions that write each row at most once, as the port asks. */
export const anyHistory: fc.Arbitrary<HistoryTransaction[]> = fc.array(
  fc.record({
    loads: fc.array(anyAttempt, { maxLength: 3 }),
    filter: anyFilter,
    descending: fc.boolean(),
    attempts: fc.uniqueArray(anyAttempt, { maxLength: 4, selector: ({ table, row }) => idOf(table, row) }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Plays a history and tells what each transaction saw; then every row. */
export async function play(store: Store, history: readonly HistoryTransaction[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const one of history) {
    const current = await currentOf(store, one.attempts);
    seen.push(await playOne(store, one, current).catch((error: Error) => error.name));
  }
  for (const table of [things, pairs, entries]) {
    seen.push(await store.transact((transaction) => transaction.find<unknown>(table, [], { limit: 1000 })));
  }
  return seen;
}

function playOne(store: Store, one: HistoryTransaction, current: readonly (Stored | undefined)[]): Promise<Seen> {
  return store.transact(async (transaction) => {
    const loaded: unknown[] = [];
    for (const table of [things, pairs]) {
      const keys = one.loads.filter((load) => load.table === table).map(({ row }): Key => table.keyOf(row));
      loaded.push(
        [...(await transaction.load<unknown>(table, keys))].sort(([left], [right]) => (left < right ? -1 : 1)),
      );
    }
    const { filter, descending } = one;
    const found = await transaction.find(things, [filter], { limit: 3, descending });
    transaction.write(one.attempts.map((attempt, index) => toWrite(attempt, current[index])));
    return { loaded, found };
  });
}

/** The rows of the attempts as they stand. */
function currentOf(store: Store, attempts: readonly Attempt[]): Promise<(Stored | undefined)[]> {
  return store.transact((transaction) =>
    Promise.all(
      attempts.map(async ({ table, row }) => {
        if (table.appendOnly) return undefined;
        const key: Key = table.keyOf(row);
        const found: Map<string, Stored> = await transaction.load<unknown>(table, [key], { lock: false });
        return found.get(key.id);
      }),
    ),
  );
}

function toWrite({ write, table, row, wrongBy: by }: Attempt, current: Stored | undefined): Write {
  const version = current?.version ?? 0;
  switch (write) {
    case 'insert':
      return { write, table, row, version: 1 };
    case 'append':
      return { write, table, row };
    case 'update':
      return { write, table, row, version: version + 1, expectedVersion: version + by, before: current?.row };
    case 'delete':
      return { write, table, key: table.keyOf(row), expectedVersion: version + by };
  }
}

function idOf(table: Table, row: unknown): string {
  return `${table.name} ${table.keyOf(row).id}`;
}
