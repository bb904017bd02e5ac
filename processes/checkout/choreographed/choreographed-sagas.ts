import { present } from '../../../platform/kernel/assert.ts';
import { isUuid } from '../../../platform/kernel/ids.ts';
import { operatorEntries } from '../../../platform/saga/operator-entries.ts';
import {
  isRunning,
  type OperatorAction,
  type OperatorOutcome,
  type SagaPage,
  type SagaStatus,
  type Sagas,
  type SagaView,
} from '../../../platform/saga/saga-view.ts';
import { readLogs } from '../../../platform/store/read-logs.ts';
import type { Filter, Store, Transaction } from '../../../platform/store/store.ts';
import { transactUntilNoConflict } from '../../../platform/store/until-no-conflict.ts';
import type { CheckoutProcess, Ended } from './checkout-process.ts';
import { type CheckoutState, canFail, isOver } from './checkout-state.ts';
import { CHECKOUT_LOG_RULES } from './log-rules.ts';
import { moveOn } from './move-on.ts';
import { stepsOfLog } from './steps-of-log.ts';
import { type CheckoutRow, checkoutLog, checkouts, requests } from './tables.ts';

/** Name under which choreographed checkouts are shown and counted, as definitions of sagas are. */
export const CHOREOGRAPHED = 'checkout.choreographed.v1';

/** Log entries that are read at once: more than a page of checkouts has, unless they waited for days. */
const LOG_PAGE = 20_000;

/** Choreographed checkouts in the shape of sagas, from their events. */
export function choreographedSagas(process: CheckoutProcess, onEnded: (ended: readonly Ended[]) => void): Sagas {
  const { store } = process;
  return {
    get: async (sagaId) => (isUuid(sagaId) ? await read(store, sagaId) : undefined),
    list: (filter) => list(store, filter),
    retry: (action) => operate(process, action, 'operator_retry', (state) => !isOver(state), onEnded),
    compensate: (action) => operate(process, action, 'operator_compensate', canFail, onEnded),
  };
}

function read(store: Store, sagaId: string): Promise<SagaView | undefined> {
  return store.transact(async (transaction) => {
    const key = checkouts.key(sagaId);
    const stored = (await transaction.load(checkouts, [key], { lock: false })).get(key.id);
    if (stored === undefined) return undefined;
    return (await viewsOf(transaction, [stored.row]))[0];
  });
}

function list(store: Store, { status, name, before, limit }: Parameters<Sagas['list']>[0]): Promise<SagaPage> {
  if (name !== undefined && name !== CHOREOGRAPHED) return Promise.resolve({ sagas: [], more: false });
  const filters: Filter[] = [];
  if (status !== undefined) filters.push({ column: 'status', operator: '=', value: status });
  // Few run among any number that have ended, and what runs is due at some time.
  if (status !== undefined && isRunning(status)) filters.push({ column: 'dueAt', operator: '>', value: 0 });
  if (before !== undefined) filters.push({ column: 'orderId', operator: '<', value: before });
  return store.transact(async (transaction) => {
    const found = await transaction.find(checkouts, filters, { limit: limit + 1, descending: true });
    const page = found.slice(0, limit).map(({ row }) => row);
    return { sagas: await viewsOf(transaction, page), more: found.length > limit };
  });
}

async function viewsOf(transaction: Transaction, rows: readonly CheckoutRow[]): Promise<SagaView[]> {
  const orderIds = rows.map(({ orderId }) => orderId);
  const keys = orderIds.map((orderId) => requests.keyOf({ orderId }));
  const asked = await transaction.load(requests, keys, { lock: false });
  const logs = await readLogs(transaction, { log: checkoutLog, id: 'orderId', pageSize: LOG_PAGE }, orderIds);
  return rows.map(({ orderId, status, traceId }) => {
    const log = logs.get(orderId) ?? [];
    const entries = log.map(({ orderId: _orderId, at, attempts, ...entry }) => ({
      ...entry,
      atMs: at,
      attempt: attempts,
    }));
    return {
      sagaId: orderId,
      name: CHOREOGRAPHED,
      status: status as SagaStatus,
      subjectId: orderId,
      traceId,
      steps: stepsOfLog(present(asked.get(orderId), `request of checkout ${orderId}`).row.data, log),
      log: entries,
      logRules: CHECKOUT_LOG_RULES,
      actions: operatorEntries(entries),
    };
  });
}

/** An operator's action is an entry of the log like any other, with who acted and why. */
async function operate(
  process: CheckoutProcess,
  { sagaId: orderId, who, why }: OperatorAction,
  name: 'operator_retry' | 'operator_compensate',
  isPossible: (state: CheckoutState) => boolean,
  onEnded: (ended: readonly Ended[]) => void,
): Promise<OperatorOutcome> {
  if (!isUuid(orderId)) return 'not_found';
  const done = await transactUntilNoConflict<Ended[] | OperatorOutcome>(process.store, async (transaction) => {
    const key = checkouts.key(orderId);
    const stored = (await transaction.load(checkouts, [key])).get(key.id);
    if (stored === undefined) return 'not_found';
    if (!isPossible(stored.row.state)) return 'not_possible';
    const atMs = process.clock.nowMs();
    return moveOn(process, transaction, [{ orderId, input: { name }, atMs, attempts: 1, error: `${who}: ${why}` }]);
  });
  if (typeof done === 'string') return done;
  process.recorded();
  onEnded(done);
  return 'done';
}
