import { BatchLoop } from '../../../platform/batching/batch-loop.ts';
import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import { settledInHalves } from '../../../platform/batching/in-halves.ts';
import type { Transaction, Write } from '../../../platform/store/store.ts';
import { transactUntilNoConflict } from '../../../platform/store/until-no-conflict.ts';
import type { CheckoutData } from '../checkout-data.ts';
import { announcement } from './announcement.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { requested } from './checkout-state.ts';
import { CONTEXTS, undoableSteps } from './contexts.ts';
import { type CheckoutRow, checkoutLog, checkouts, requests } from './tables.ts';

export interface NewCheckout {
  readonly data: CheckoutData;
  readonly traceId: string;
}

/** Checkouts that begin together are made durable, and requested, by one transaction. */
export type BeginCheckouts = BatchLoop<NewCheckout, boolean>;

/** A submitted checkout is answered false when it was begun before. */
export function beginCheckouts(process: CheckoutProcess): BeginCheckouts {
  return new BatchLoop('checkout begin', (items) => beginAll(process, items), process.clock);
}

/** Only the checkout at fault fails. */
function beginAll(process: CheckoutProcess, items: readonly NewCheckout[]): Promise<PromiseSettledResult<boolean>[]> {
  return settledInHalves(items, async (part) => {
    const begun = await transactUntilNoConflict(process.store, (transaction) =>
      beginWithin(process, transaction, part),
    );
    if (begun.includes(true)) process.recorded();
    return begun;
  });
}

async function beginWithin(
  process: CheckoutProcess,
  transaction: Transaction,
  items: readonly NewCheckout[],
): Promise<boolean[]> {
  const keys = [...new Set(items.map(({ data }) => data.orderId))].map((orderId) => checkouts.key(orderId));
  const known = new Set((await transaction.load(checkouts, keys, { lock: false })).keys());
  const events: CommittedEvent[] = [];
  const begun = items.map((item) => {
    const { orderId } = item.data;
    if (known.has(orderId)) return false;
    known.add(orderId);
    const row = newborn(item, process.clock.nowMs(), process.deadlineMs);
    transaction.write(rowsOf(item, row));
    events.push(announcement('checkout.requested', row, row.state, row.createdAt));
    return true;
  });
  if (events.length > 0) process.record(transaction, events);
  return begun;
}

function newborn({ data, traceId }: NewCheckout, nowMs: number, deadlineMs: number): CheckoutRow {
  const { orderId } = data;
  const undoable = CONTEXTS.filter((context) => context !== 'order' && undoableSteps(data, context).length > 0);
  const state = requested(undoable);
  return {
    orderId,
    status: state.status,
    state,
    traceId,
    sequence: 1,
    dueAt: nowMs + deadlineMs,
    createdAt: nowMs,
    endedAt: null,
  };
}

function rowsOf({ data, traceId }: NewCheckout, row: CheckoutRow): Write[] {
  const { orderId, sequence, createdAt: at } = row;
  const entry = { orderId, sequence, at, event: 'checkout.requested', step: '', error: '', attempts: 1, traceId };
  return [
    { write: 'append', table: requests, row: { orderId, data } },
    { write: 'insert', table: checkouts, row, version: 1 },
    { write: 'append', table: checkoutLog, row: entry },
  ];
}
