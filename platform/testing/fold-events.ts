import { WorkingSet } from '../batching/working-set.ts';
import type { LoggedEvent } from '../projections/event-log.ts';
import { foldable, type Projection } from '../projections/projection.ts';
import type { EventType, Payload } from '../rpc/contract.ts';
import type { Stored } from '../store/store.ts';
import type { Table } from '../store/table.ts';

// given events, then rows: a projection as the plain fold that it is, with no store and no batches.

export const EVENT_MS = Date.UTC(2026, 0, 1);

/** An event as its module would log it. */
export function logged<E extends EventType>(event: E, payload: Payload<E>, atMs = EVENT_MS): LoggedEvent {
  return { type: event.type, key: '', atMs, payload };
}

/** Every row that the events leave, by table, in order of first mention. */
export function foldEvents(projection: Projection, events: readonly LoggedEvent[]): { rows<R>(table: Table<R>): R[] } {
  const kept = new Map<Table, Map<string, Stored>>(projection.tables.map((table) => [table, new Map()]));
  for (const { folding, payload, told } of foldable(projection, events)) {
    const set = new WorkingSet();
    for (const [table, rows] of kept) {
      const keys = folding.touches(payload, told).filter((key) => key.table === table);
      set.loaded(keys, rows);
    }
    set.apply(folding.apply(set, payload, told));
    for (const write of set.writes()) {
      const rows = kept.get(write.table);
      if (write.write === 'delete') rows?.delete(write.key.id);
      else if (write.write !== 'append') {
        rows?.set(write.table.keyOf(write.row).id, { row: write.row, version: write.version });
      }
    }
  }
  return {
    rows: <R>(table: Table<R>) => [...(kept.get(table) ?? new Map()).values()].map(({ row }) => row as R),
  };
}
