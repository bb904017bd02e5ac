import { WorkingSet } from '../batching/working-set.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Key, Table } from '../store/table.ts';
import { type FedRecord, type LogReader, readEvents } from './event-log.ts';
import { changed, generations, inGenerations, keyIn, type StoredGeneration, writeIn } from './generations.ts';
import { type Foldable, foldable, type Projection } from './projection.ts';

// One step of one generation: read each log from where the generation stands, fold what came, save rows and positions
// in one transaction. Of two hosts at one step the second finds the generation changed and does nothing.

/** Records read of one log at once: of a busy module each is a large batch. */
const MOST_RECORDS = 256;
/** Such reads in a step. Of a quiet module a record is an order or two; what a step's end cuts is written twice. */
const MOST_READS = 8;
/** Events after which a step takes no further record: a transaction should be short. */
const MANY_EVENTS = 8_000;

export interface Step {
  /** The generation as it stands now; undefined when another process was there first. */
  readonly generation: StoredGeneration | undefined;
  readonly events: number;
  /** There is more to fold: at once, or once somebody's transaction has ended. */
  readonly more: 'now' | 'soon' | 'no';
}

export async function advance(
  store: Store,
  projection: Projection,
  logs: ReadonlyMap<string, LogReader>,
  at: StoredGeneration,
): Promise<Step> {
  const taken = await Promise.all(
    projection.sources.map(async (source) => {
      const taken = await take(logOf(logs, source), at.row.positions[source] ?? 0);
      return { source, ...taken };
    }),
  );
  const more = taken.some(({ cut }) => cut) ? 'now' : taken.some(({ waits }) => waits) ? 'soon' : 'no';
  const moved = taken.filter(({ source, upTo }) => upTo !== (at.row.positions[source] ?? 0));
  if (moved.length === 0) return { generation: at, events: 0, more };

  const events = moved.flatMap(({ records }) => records.flatMap((record) => foldable(projection, record.events)));
  const positions = { ...at.row.positions, ...Object.fromEntries(moved.map(({ source, upTo }) => [source, upTo])) };
  const eventAt = events.reduce((newest, { told }) => Math.max(newest, told.atMs), at.row.eventAt ?? 0);
  const changes = { positions, eventAt: eventAt === 0 ? null : eventAt };
  const isSaved = await store.transact(async (transaction) => {
    const key = generations.key(at.row.projection, at.row.generation);
    const current = (await transaction.load(generations, [key])).get(key.id);
    if (current?.version !== at.version) return false;
    const rows = await fold(transaction, projection, at.row.generation, events);
    transaction.write([...rows, changed(at, changes)]);
    return true;
  });
  if (!isSaved) return { generation: undefined, events: 0, more: 'soon' };
  const generation = { row: { ...at.row, ...changes }, version: at.version + 1 };
  return { generation, events: events.length, more };
}

export function logOf(logs: ReadonlyMap<string, LogReader>, source: string): LogReader {
  const log = logs.get(source);
  if (log === undefined) throw new Error(`the event log of ${source} cannot be read from this process`);
  return log;
}

interface Taken {
  readonly records: readonly FedRecord[];
  readonly upTo: number;
  readonly waits: boolean;
  /** There are more records than were taken. */
  readonly cut: boolean;
}

/** Records until there are many events or no more records. */
async function take(log: LogReader, after: number): Promise<Taken> {
  const records: FedRecord[] = [];
  let events = 0;
  let upTo = after;
  for (let reads = 0; reads < MOST_READS; reads++) {
    const fed = await readEvents(log, upTo, MOST_RECORDS);
    for (const [index, record] of fed.records.entries()) {
      records.push(record);
      events += record.events.length;
      if (events >= MANY_EVENTS && index + 1 < fed.records.length) {
        return { records, upTo: record.position, waits: false, cut: true };
      }
    }
    upTo = fed.upTo;
    const isAll = fed.records.length < MOST_RECORDS;
    if (isAll || events >= MANY_EVENTS) return { records, upTo, waits: fed.waits, cut: !isAll };
  }
  return { records, upTo, waits: false, cut: true };
}

/** The writes that the events amount to. Rows are not locked: whoever writes them has the generation's row. */
async function fold(transaction: Transaction, { tables }: Projection, generation: number, events: readonly Foldable[]) {
  const touched = new Map<Table, Map<string, Key>>(tables.map((table) => [table, new Map()]));
  for (const { folding, payload, told } of events) {
    for (const key of folding.touches(payload, told)) touched.get(key.table)?.set(key.id, key);
  }
  // The values were storable when they were committed, and a row of many events would be checked once for each.
  const rows = new WorkingSet({ isChecked: false });
  for (const [table, keys] of touched) {
    const wanted = [...keys.values()];
    if (wanted.length === 0) continue;
    const physical = wanted.map((key) => keyIn(generation, key));
    const found = await transaction.load(inGenerations(table), physical, { lock: false });
    const logical = [...found.values()].map((stored) => [table.keyOf(stored.row).id, stored] as const);
    rows.loaded(wanted, new Map(logical));
  }
  for (const { folding, payload, told } of events) rows.apply(folding.apply(rows, payload, told));
  return rows.writes().map((write) => writeIn(generation, write));
}
