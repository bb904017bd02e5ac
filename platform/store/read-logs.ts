import { present } from '../kernel/assert.ts';
import type { Filter, Transaction } from './store.ts';
import type { Table } from './table.ts';

export interface Logs<Row, Id extends keyof Row & string> {
  /** Its key is an id and, after that, a sequence number. */
  readonly log: Table<Row>;
  /** Column of the id: a UUID. */
  readonly id: Id;
  /** Rows that are read at once. */
  readonly pageSize: number;
}

/** The whole log of each id, oldest row first. An id without one is left out. */
export async function readLogs<Id extends string, Row extends Record<Id, string> & { readonly sequence: number }>(
  transaction: Transaction,
  { log, id, pageSize }: Logs<Row, Id>,
  ids: readonly string[],
): Promise<Map<string, Row[]>> {
  const logs = new Map<string, Row[]>();
  const find = async (...filters: readonly Filter[]): Promise<readonly Row[]> => {
    const page = (await transaction.find(log, filters, { limit: pageSize })).map(({ row }) => row);
    for (const row of page) {
      const known = logs.get(row[id]);
      if (known === undefined) logs.set(row[id], [row]);
      else known.push(row);
    }
    return page;
  };
  // A page that is full ends within a log: the rest of that one is read, and then those after it.
  let left = ids.toSorted();
  while (left.length > 0) {
    let page = await find({ column: id, operator: 'in', value: left });
    if (page.length < pageSize) break;
    const { [id]: cut } = present(page.at(-1), 'the last row of a full page');
    while (page.length === pageSize) {
      const { sequence } = present(page.at(-1), 'the last row of a full page');
      page = await find(
        { column: id, operator: '=', value: cut },
        { column: 'sequence', operator: '>', value: sequence },
      );
    }
    left = left.filter((one) => one > cut);
  }
  return logs;
}
