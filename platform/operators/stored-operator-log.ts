import type { Clock } from '../kernel/clock.ts';
import type { Filter, Store, Write } from '../store/store.ts';
import { instant, integer, type RowOf, table, text, uuid } from '../store/table.ts';
import { transactUntilNoConflict } from '../store/until-no-conflict.ts';
import type { NewOperatorEntry, OperatorEntry, OperatorLog, OperatorOutcome, OperatorPage } from './operator-log.ts';

const operatorActions = table('operator_actions', {
  key: { entryId: uuid },
  columns: {
    at: instant,
    actor: text,
    action: text,
    objectKind: text,
    objectId: text,
    reason: text,
    traceId: text,
    outcome: text,
    /** How often it was begun: 1, or more where a call was run again because nobody knew how it had ended. */
    runs: integer,
  },
});

type Row = RowOf<typeof operatorActions>;

/** The log of operators in the keyed store. People act seldom: each word of it is a transaction of its own. */
export class StoredOperatorLog implements OperatorLog {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  begin({ object, ...entry }: NewOperatorEntry): Promise<void> {
    return this.#change(entry.entryId, (known) => {
      if (known !== undefined) return { ...known, runs: known.runs + 1 };
      return {
        ...entry,
        at: this.#clock.nowMs(),
        objectKind: object.kind,
        objectId: object.id,
        outcome: 'unknown',
        runs: 1,
      };
    });
  }

  end(entryId: string, outcome: 'done' | 'refused'): Promise<void> {
    return this.#change(entryId, (known) => {
      if (known === undefined || known.outcome === 'done') return undefined;
      if (outcome === 'refused' && known.runs > 1) return undefined;
      return { ...known, outcome };
    });
  }

  list({ action, before, limit }: Parameters<OperatorLog['list']>[0]): Promise<OperatorPage> {
    const filters: Filter[] = [];
    if (action !== undefined) filters.push({ column: 'action', operator: '=', value: action });
    if (before !== undefined) filters.push({ column: 'entryId', operator: '<', value: before });
    return this.#store.transact(async (transaction) => {
      const found = await transaction.find(operatorActions, filters, { limit: limit + 1, descending: true });
      return { entries: found.slice(0, limit).map(({ row }) => entryOf(row)), more: found.length > limit };
    });
  }

  /** Writes what becomes of a row; nothing where it stays as it is. */
  async #change(entryId: string, next: (known: Row | undefined) => Row | undefined): Promise<void> {
    await transactUntilNoConflict(this.#store, async (transaction) => {
      const key = operatorActions.key(entryId);
      const stored = (await transaction.load(operatorActions, [key])).get(key.id);
      const row = next(stored?.row);
      if (row !== undefined) transaction.write([writeOf(row, stored?.version)]);
    });
  }
}

function writeOf(row: Row, expectedVersion: number | undefined): Write {
  if (expectedVersion === undefined) return { write: 'insert', table: operatorActions, row, version: 1 };
  return { write: 'update', table: operatorActions, row, version: expectedVersion + 1, expectedVersion };
}

function entryOf({ at, objectKind, objectId, outcome, runs: _runs, ...row }: Row): OperatorEntry {
  return { ...row, atMs: at, object: { kind: objectKind, id: objectId }, outcome: outcome as OperatorOutcome };
}
