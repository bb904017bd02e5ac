import { BatchLoop } from '../batching/batch-loop.ts';
import { settledInHalves } from '../batching/in-halves.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Filter, Store, Transaction, Write } from '../store/store.ts';
import { instant, integer, type Key, type RowOf, table, text, uuid } from '../store/table.ts';
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

/** A word about one entry: what becomes of its row; undefined where it stays as it is. */
interface Word {
  readonly key: Key<Row>;
  readonly next: (known: Row | undefined) => Row | undefined;
}

/**
 * The log of operators in the keyed store. Words that come together, as those of an import do, are durable by one
 * transaction; each is answered once it is.
 */
export class StoredOperatorLog implements OperatorLog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #words: BatchLoop<Word, void>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#words = new BatchLoop('operator log', (words) => this.#writeAll(words), clock);
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

  #change(entryId: string, next: Word['next']): Promise<void> {
    return this.#words.submit({ key: operatorActions.key(entryId), next });
  }

  /** One that cannot be written fails alone. */
  #writeAll(words: readonly Word[]): Promise<PromiseSettledResult<void>[]> {
    return settledInHalves(words, async (part) => {
      await transactUntilNoConflict(this.#store, (transaction) => write(transaction, part));
      return part.map(() => undefined);
    });
  }
}

async function write(transaction: Transaction, words: readonly Word[]): Promise<void> {
  const keys = new Map(words.map(({ key }) => [key.id, key]));
  const stored = await transaction.load(operatorActions, [...keys.values()]);
  const rows = new Map<string, Row>();
  for (const { key, next } of words) {
    const row = next(rows.get(key.id) ?? stored.get(key.id)?.row);
    if (row !== undefined) rows.set(key.id, row);
  }
  // In one order at all hosts: none waits for another that waits for it.
  const ordered = [...rows].sort(([one], [other]) => (one < other ? -1 : 1));
  transaction.write(ordered.map(([id, row]) => writeOf(row, stored.get(id)?.version)));
}

function writeOf(row: Row, expectedVersion: number | undefined): Write {
  if (expectedVersion === undefined) return { write: 'insert', table: operatorActions, row, version: 1 };
  return { write: 'update', table: operatorActions, row, version: expectedVersion + 1, expectedVersion };
}

function entryOf({ at, objectKind, objectId, outcome, runs: _runs, ...row }: Row): OperatorEntry {
  return { ...row, atMs: at, object: { kind: objectKind, id: objectId }, outcome: outcome as OperatorOutcome };
}
