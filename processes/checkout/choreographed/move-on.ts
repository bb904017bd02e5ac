import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { type Backoff, backoffMs } from '../../../platform/kernel/backoff.ts';
import type { Transaction, Write } from '../../../platform/store/store.ts';
import { announcement } from './announcement.ts';
import type { CheckoutProcess, Ended } from './checkout-process.ts';
import { type CheckoutState, decide, type Input, isOver } from './checkout-state.ts';
import { type CheckoutRow, checkoutLog, checkouts } from './tables.ts';

// The durable side of the join: an input and what is announced because of it are rows of the log, and the announcement
// is in the outbox, by the transaction that moves the checkout on.

/** An input for one checkout, as it is logged. */
export interface Entry {
  readonly orderId: string;
  readonly input: Input;
  readonly atMs: number;
  readonly attempts: number;
  /** Kind of a refusal, or who acted and why; empty otherwise. */
  readonly error: string;
}

/** Before an announcement that nobody answered is repeated. */
const NUDGES: Backoff = { firstMs: 15_000, factor: 2, maxMs: 300_000 };

/** Moves checkouts on, in order, within a transaction. Answers those that it has ended. */
export async function moveOn(
  process: CheckoutProcess,
  transaction: Transaction,
  entries: readonly Entry[],
): Promise<Ended[]> {
  const orderIds = [...new Set(entries.map(({ orderId }) => orderId))];
  const keys = orderIds.map((orderId) => checkouts.key(orderId));
  const stored = await transaction.load(checkouts, keys);
  const rows = new Map([...stored].map(([orderId, { row }]) => [orderId, row]));
  const events: CommittedEvent[] = [];
  const writes: Write[] = [];
  for (const entry of entries) {
    const row = present(rows.get(entry.orderId), `checkout ${entry.orderId}`);
    rows.set(entry.orderId, step(row, entry, process.clock.nowMs(), events, writes));
  }
  const ended: Ended[] = [];
  for (const [orderId, { row: before, version }] of stored) {
    const row = present(rows.get(orderId), `checkout ${orderId}`);
    if (row === before) continue;
    writes.push({ write: 'update', table: checkouts, row, before, version: version + 1, expectedVersion: version });
    if (row.endedAt !== null && before.endedAt === null) {
      const { status, failure } = row.state;
      ended.push({ orderId, status, durationMs: row.endedAt - row.createdAt, failure: failure ?? undefined });
    }
  }
  transaction.write(writes);
  if (events.length > 0) process.record(transaction, events);
  return ended;
}

function step(
  row: CheckoutRow,
  { input, atMs, attempts, error }: Entry,
  nowMs: number,
  events: CommittedEvent[],
  writes: Write[],
): CheckoutRow {
  if (isOver(row.state)) return row;
  const { state, announce } = decide(row.state, input);
  const { orderId, traceId } = row;
  let { sequence } = row;
  const log = (entry: { event: string; at: number; step: string; error: string; attempts: number }): void => {
    sequence += 1;
    writes.push({ write: 'append', table: checkoutLog, row: { orderId, sequence, traceId, ...entry } });
  };
  log({ event: input.name, at: atMs, step: 'step' in input ? input.step : '', error, attempts });
  for (const name of announce) {
    const { step: failed, kind } = state.failure ?? { step: '', kind: '' };
    log({ event: name, at: nowMs, step: failed, error: kind, attempts: 1 });
    events.push(announcement(name, row, state, nowMs));
  }
  const hasEnded = isOver(state) || state.status === 'parked';
  return {
    ...row,
    state,
    status: state.status,
    sequence,
    dueAt: hasEnded ? null : dueAt(row, state, nowMs),
    endedAt: hasEnded ? (row.endedAt ?? nowMs) : null,
  };
}

/** Before the pivot there is one deadline for all; from there on each phase has its own, later with each repetition. */
function dueAt(row: CheckoutRow, state: CheckoutState, nowMs: number): number {
  const isSame = state.phase === row.state.phase && state.nudges === row.state.nudges;
  const isBeforePivot = state.phase === 'validating' || state.phase === 'authorising';
  if (row.dueAt !== null && (isSame || isBeforePivot)) return row.dueAt;
  return nowMs + backoffMs(state.nudges + 1, NUDGES);
}
