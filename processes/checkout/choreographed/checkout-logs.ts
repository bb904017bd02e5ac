import { present } from '../../../platform/kernel/assert.ts';
import type { Filter, Transaction } from '../../../platform/store/store.ts';
import { type CheckoutLogRow, checkoutLog } from './tables.ts';

/** Log entries that are read at once: more than a page of checkouts has, unless they waited for days. */
const PAGE = 20_000;

/** The whole log of each checkout, oldest entry first. */
export async function logsOf(
  transaction: Transaction,
  orderIds: readonly string[],
  pageSize = PAGE,
): Promise<Map<string, CheckoutLogRow[]>> {
  const logs = new Map<string, CheckoutLogRow[]>();
  // A page that is full ends within a log: the rest of that one is read, and then those after it.
  let left = orderIds.toSorted();
  while (left.length > 0) {
    const of: Filter = { column: 'orderId', operator: 'in', value: left };
    const page = (await transaction.find(checkoutLog, [of], { limit: pageSize })).map(({ row }) => row);
    for (const row of page) add(logs, row);
    if (page.length < pageSize) return logs;
    const { orderId } = present(page.at(-1), 'last entry of a full page');
    await readRest(transaction, logs, orderId, pageSize);
    left = left.filter((id) => id > orderId);
  }
  return logs;
}

async function readRest(
  transaction: Transaction,
  logs: Map<string, CheckoutLogRow[]>,
  orderId: string,
  pageSize: number,
): Promise<void> {
  for (;;) {
    const last = present(logs.get(orderId)?.at(-1), `log of checkout ${orderId}`).sequence;
    const rest: Filter[] = [
      { column: 'orderId', operator: '=', value: orderId },
      { column: 'sequence', operator: '>', value: last },
    ];
    const page = await transaction.find(checkoutLog, rest, { limit: pageSize });
    for (const { row } of page) add(logs, row);
    if (page.length < pageSize) return;
  }
}

function add(logs: Map<string, CheckoutLogRow[]>, row: CheckoutLogRow): void {
  const log = logs.get(row.orderId);
  if (log === undefined) logs.set(row.orderId, [row]);
  else log.push(row);
}
