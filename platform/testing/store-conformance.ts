import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Unstorable } from '../store/storable.ts';
import { Conflict, type Filter, type FindOptions, type Store, type Write } from '../store/store.ts';
import { entries, pairs, type Thing, things } from './conformance-tables.ts';

// What every store has to do. Each store runs it beside its own tests; random histories that two stores must agree on
// are in store-histories.ts.

const ONE = '00000000-0000-7000-8000-000000000001';

/** How long transactions of other tests on the same server may take to end. */
const OTHERS_END = { timeout: 30_000, interval: 20 };

/** `open` answers a store whose three tables (conformance-tables.ts) are empty. */
export function storeConformance(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const write = (...writes: Write[]) => store.transact(async (transaction) => transaction.write(writes));
    const versionOf = async (id: string) => {
      const key = things.key(id);
      const found = await store.transact((transaction) => transaction.load(things, [key], { lock: false }));
      return found.get(key.id)?.version;
    };
    const find = (filters: readonly Filter[], options: Partial<FindOptions> = {}) =>
      store.transact(async (transaction) => {
        const found = await transaction.find(things, filters, { limit: 100, ...options });
        return found.map(({ row }) => row.id);
      });

    it('gives back what it was given, of every type', async () => {
      const row: Thing = {
        ...thing('all'),
        note: `{"NULL",\\}'`,
        amount: Number.MIN_SAFE_INTEGER,
        small: -(2 ** 31) + 1,
        flag: true,
        at: Date.UTC(2026, 10, 21, 3, 4, 5, 678),
        data: { b: [1, 'ü', null, { c: true }], a: '"\\' },
        more: [{ lines: 'one\ntwo\r\n' }],
        owner: ONE,
      };
      await write(insert(row));
      const [stored] = await store.transact((transaction) => transaction.find(things, [], { limit: 1 }));
      expect(stored).toEqual({ row, version: 1 });
    });

    it('tells documents of rows that are written together apart, whatever is in them', async () => {
      const documents = ['one\ntwo', 'null', '', [null], { '\n': '\u2028' }, null];
      const rows = documents.map((more, index) => ({ ...thing(`${index}`), data: { more }, more }));
      await write(...rows.map(insert));
      const changed = rows.map((row) => ({ ...row, data: [row.data], more: row.more === null ? '\\n' : null }));
      const found = () => store.transact((transaction) => transaction.find(things, [], { limit: 9 }));
      expect((await found()).map(({ row }) => row)).toEqual(rows);
      await write(...changed.map((row) => update(row, 2, 1)));
      expect((await found()).map(({ row }) => row)).toEqual(changed);
    });

    it.each([-62_135_596_800_000, -1, 0, 1, 253_402_300_799_999])(
      'gives back the instant %i to the millisecond',
      async (at) => {
        await write(insert({ ...thing('a'), at }));
        expect(await find([where('at', '=', at)])).toEqual(['a']);
        const [stored] = await store.transact((transaction) => transaction.find(things, [], { limit: 1 }));
        expect(stored?.row.at).toBe(at);
      },
    );

    it('keeps the columns of a row and nothing else', async () => {
      await write(insert({ ...thing('a'), stranger: 1 } as Thing));
      const [stored] = await store.transact((transaction) => transaction.find(things, [], { limit: 1 }));
      expect(stored?.row).toEqual(thing('a'));
    });

    it('loads the rows that exist and leaves out the others', async () => {
      await write(insert(thing('a')), insert(thing('b')));
      const keys = ['b', 'absent', 'a', 'b'].map((id) => things.key(id));
      const found = await store.transact((transaction) => transaction.load(things, keys));
      expect([...found.keys()].sort()).toEqual(['a', 'b']);
    });

    it('tells composite keys apart by all of their parts', async () => {
      await write(...[1, 2].map((right) => insertPair('x', right, right * 10)), insertPair('y', 1, 99));
      const key = pairs.key('x', 2);
      const found = await store.transact((transaction) => transaction.load(pairs, [key, pairs.key('y', 2)]));
      expect([...found.values()]).toEqual([{ row: { left: 'x', right: 2, amount: 20 }, version: 1 }]);
      await write({ write: 'delete', table: pairs, key, expectedVersion: 1 });
      const left = await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }));
      expect(left.map(({ row }) => [row.left, row.right])).toEqual([
        ['x', 1],
        ['y', 1],
      ]);
    });

    it('shows nothing of a transaction whose work fails', async () => {
      await write(insert(thing('a')));
      const failing = store.transact(async (transaction) => {
        await transaction.load(things, [things.key('a')]);
        transaction.write([insert(thing('b')), update(thing('a'), 2, 1)]);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect([await versionOf('a'), await versionOf('b')]).toEqual([1, undefined]);
    });

    it.each([
      ['an insert of a key that exists', () => insert(thing('a'))],
      ['an update of another version', () => update(thing('a'), 3, 2)],
      ['an update of a row that is not there', () => update(thing('gone'), 2, 1)],
      ['a delete of another version', () => remove('a', 2)],
      ['a delete of a row that is not there', () => remove('gone', 1)],
      ['a second entry with one key', () => entry(1)],
    ])('fails all of a transaction by %s', async (_case, failing) => {
      await write(insert(thing('a')), insert(thing('z')), entry(1));
      const mixed = write(insert(thing('new')), update(thing('z'), 2, 1), entry(2), failing());
      await expect(mixed).rejects.toBeInstanceOf(Conflict);
      expect([await versionOf('a'), await versionOf('z'), await versionOf('new')]).toEqual([1, 1, undefined]);
      const logged = await store.transact((transaction) => transaction.find(entries, [], { limit: 9 }));
      expect(logged.map(({ row }) => row.sequence)).toEqual([1]);
    });

    it('works on after a transaction that failed', async () => {
      await write(insert(thing('a')));
      await expect(write(insert(thing('a')))).rejects.toBeInstanceOf(Conflict);
      await write(update(thing('a'), 2, 1));
      expect(await versionOf('a')).toBe(2);
    });

    it('takes any version that a batch has counted to', async () => {
      await write({ write: 'insert', table: things, row: thing('a'), version: 7 });
      await write(update(thing('a'), 19, 7));
      expect(await versionOf('a')).toBe(19);
    });

    it('leaves columns alone that an update says it has not changed', async () => {
      const loaded = { ...thing('a'), note: 'kept', amount: 1 };
      await write(insert(loaded), insert({ ...thing('b'), amount: 2 }));
      await write(
        { ...update({ ...loaded, amount: 10 }, 2, 1), before: loaded },
        { ...update({ ...thing('b'), note: 'new', amount: 2 }, 2, 1), before: { ...thing('b'), amount: 2 } },
      );
      const found = await store.transact((transaction) => transaction.find(things, [], { limit: 9 }));
      expect(found.map(({ row, version }) => [row.note, row.amount, version])).toEqual([
        ['kept', 10, 2],
        ['new', 2, 2],
      ]);
    });

    it.each<[string, Filter[], Partial<FindOptions>, string[]]>([
      ['everything in key order', [], {}, ['a', 'b', 'c']],
      ['no more than the limit', [], { limit: 2 }, ['a', 'b']],
      ['those behind as many as are left out', [], { skip: 1, limit: 1 }, ['b']],
      ['nothing behind the last', [], { skip: 3, descending: true }, []],
      ['the last ones first', [], { limit: 2, descending: true }, ['c', 'b']],
      ['=', [where('note', '=', 'NULL')], {}, ['b']],
      ['= null', [where('note', '=', null)], {}, ['c']],
      ['= of an instant', [where('at', '=', 2000)], {}, ['b']],
      ['= of a truth value', [where('flag', '=', true)], {}, ['b']],
      ['<', [where('amount', '<', 2)], {}, ['a']],
      ['<=', [where('amount', '<=', 2)], {}, ['a', 'b']],
      ['>', [where('at', '>', 1000)], {}, ['b']],
      ['>=', [where('at', '>=', 1000)], {}, ['a', 'b']],
      ['> of a key', [where('id', '>', 'a')], {}, ['b', 'c']],
      ['in', [where('note', 'in', ['NULL', 'x', 'absent'])], {}, ['a', 'b']],
      ['in of instants', [where('at', 'in', [1000, 3000])], {}, ['a']],
      ['in of truth values', [where('flag', 'in', [true])], {}, ['b']],
      ['in of nothing', [where('note', 'in', [])], {}, []],
      ['not in, which a row without a value is', [where('note', 'not in', ['x'])], {}, ['b', 'c']],
      ['not in of nothing', [where('note', 'not in', [])], {}, ['a', 'b', 'c']],
      ['not in of numbers', [where('amount', 'not in', [1, 3])], {}, ['b']],
      ['the order of a column', [where('note', 'in', ['NULL', 'x'])], { orderBy: 'note' }, ['b', 'a']],
      ['the order of a column, backwards', [], { orderBy: 'amount', descending: true, limit: 2 }, ['c', 'b']],
      ['several filters', [where('amount', '>', 1), where('note', '=', null)], {}, ['c']],
    ])('finds %s', async (_case, filters, options, expected) => {
      await write(
        insert({ ...thing('b'), note: 'NULL', amount: 2, at: 2000, flag: true }),
        insert({ ...thing('c'), note: null, amount: 3, at: null }),
        insert({ ...thing('a'), note: 'x', amount: 1, at: 1000 }),
      );
      expect(await find(filters, options)).toEqual(expected);
    });

    it('sorts text by code point and numbers by value', async () => {
      const ids = ['z', 'Z', 'ä', '', 'a b', 'aa', '\u{1F600}', '\uFF5E'];
      await write(...ids.map((id) => insert(thing(id))), ...[10, 9, -1].map((right) => insertPair('x', right, 0)));
      expect(await find([])).toEqual(['', 'Z', 'a b', 'aa', 'z', 'ä', '\uFF5E', '\u{1F600}']);
      expect(await find([where('id', '>', '\uFF5E')])).toEqual(['\u{1F600}']);
      const sorted = await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }));
      expect(sorted.map(({ row }) => row.right)).toEqual([-1, 9, 10]);
    });

    it.each<[string, Partial<Thing>]>([
      ['a NUL in a text', { note: 'a\u0000b' }],
      ['a NUL in JSON', { data: { deep: ['a\u0000b'] } }],
      ['half a surrogate pair in JSON', { data: { deep: '\ud800' } }],
      ['a number too large for its column', { small: 2 ** 31 }],
      ['an id that is no UUID', { owner: 'no UUID' }],
      ['two UUIDs in place of one', { owner: `${ONE},${ONE}` }],
    ])('refuses %s, as what it is', async (_case, part) => {
      await expect(write(insert(thing('a')), insert({ ...thing('b'), ...part }))).rejects.toBeInstanceOf(Unstorable);
      expect(await find([])).toEqual([]);
    });

    it('numbers what is appended and answers it in order, from anywhere, in parts', async () => {
      const read = (after: number, limit: number) =>
        store.transact((transaction) => transaction.tail(entries, after, limit));
      const head = () => store.transact((transaction) => transaction.head(entries));
      const empty = await read(0, 9);
      expect([empty.entries, empty.waits]).toEqual([[], false]);
      const start = await head();
      await write(entry(2), entry(1));
      await write(entry(3));
      const first = await read(start, 2);
      expect(first.entries.map(({ row }) => row.sequence).sort()).toEqual([1, 2]);
      const rest = await read(first.upTo, 2);
      expect(rest.entries).toEqual([{ position: rest.upTo, row: { about: ONE, sequence: 3, text: 'said' } }]);
      expect([await head(), rest.waits]).toEqual([rest.upTo, false]);
      expect(await read(rest.upTo, 2)).toEqual({ entries: [], upTo: rest.upTo, waits: false });
    });

    it('passes by the numbers of a transaction that failed', async () => {
      await write(entry(1));
      const { upTo } = await store.transact((transaction) => transaction.tail(entries, 0, 9));
      await expect(write(entry(2), entry(1))).rejects.toBeInstanceOf(Conflict);
      await write(entry(3));
      // Who else has a transaction open on this server may yet turn out to have had the number: then one waits for its end.
      await vi.waitFor(async () => {
        const { entries: after } = await store.transact((transaction) => transaction.tail(entries, upTo, 9));
        expect(after.map(({ row }) => row.sequence)).toEqual([3]);
      }, OTHERS_END);
    });

    it('refuses a key that no row can have', async () => {
      const load = store.transact((transaction) => transaction.load(things, [things.key('a\u0000')]));
      await expect(load).rejects.toBeInstanceOf(Unstorable);
    });
  });
}

function thing(id: string): Thing {
  return { id, note: '', amount: 0, small: 0, flag: false, at: null, data: {}, more: null, owner: null };
}

function insert(row: Thing): Write {
  return { write: 'insert', table: things, row, version: 1 };
}

function insertPair(left: string, right: number, amount: number): Write {
  return { write: 'insert', table: pairs, row: { left, right, amount }, version: 1 };
}

function update(row: Thing, version: number, expectedVersion: number) {
  return { write: 'update' as const, table: things, row, version, expectedVersion };
}

function remove(id: string, expectedVersion: number): Write {
  return { write: 'delete', table: things, key: things.key(id), expectedVersion };
}

function entry(sequence: number): Write {
  return { write: 'append', table: entries, row: { about: ONE, sequence, text: 'said' } };
}

function where(column: string, operator: Filter['operator'], value: unknown): Filter {
  return { column, operator, value };
}
