import { ordering } from '../../modules/order/contract.ts';
import { formatMinor } from '../../platform/kernel/money.ts';
import { inboxTable } from '../../platform/messaging/inbox.ts';
import type { SagaView } from '../../platform/saga/saga-view.ts';
import { createAudit } from '../../views/audit/create-audit.ts';
import type { ClientBook } from '../clients/client-book.ts';
import { CHECKOUT_SCHEMA } from '../host/choreography.ts';
import type { World } from '../world/world.ts';
import type { Observer } from './observer.ts';

// What has to be true when the faults are over and the queues have drained: the whole audit, and what the clients were
// told.

/** A day has passed since, where all is well. */
const ANSWERED_WITHIN_MS = 60_000;
const SETTLED: ReadonlySet<string> = new Set(['CONFIRMED', 'CANCELLED']);

export async function finalChecks(
  world: World,
  { doors, sagas, clock }: Observer,
  book: ClientBook,
): Promise<string[]> {
  const report = await createAudit({ doors, sagas, clock }).run();
  const wrong = report.invariants.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
  const orderIds = [...book.acknowledged.keys()];
  const { orders } = await doors.call(ordering.getOrders({ orderIds }));
  const known = new Map(orders.map((order) => [order.orderId, order]));
  for (const [orderId, { key, total }] of book.acknowledged) {
    const order = known.get(orderId);
    if (order === undefined) wrong.push(`nothing-lost: order ${orderId} was acknowledged and does not exist`);
    else if (!SETTLED.has(order.status)) wrong.push(`everything-settles: order ${orderId} is still ${order.status}`);
    else if (order.cancellationRequested !== '')
      wrong.push(`everything-settles: order ${orderId} waits for its cancellation`);
    if (order !== undefined && formatMinor(order.totalMinor, order.currency) !== total) {
      wrong.push(`replies-match: order ${orderId} is over ${order.totalMinor}, and ${key} was told ${total}`);
    }
  }
  for (const saga of await allSagas(sagas)) {
    if (saga.status === 'parked') wrong.push(`nothing-parked: saga ${saga.sagaId} waits for a person`);
  }
  for (const { consumer, messageId, cause } of world.queues.deadLetters) {
    wrong.push(`no-dead-letters: ${messageId} of ${consumer}: ${cause}`);
  }
  for (const orderId of book.promised) {
    const status = known.get(orderId)?.status;
    if (status !== 'CANCELLED') wrong.push(`everything-settles: ${orderId} was to be cancelled and is ${status}`);
  }
  for (const { name, pending } of world.hosts) {
    for (const { what, sinceMs } of pending) {
      if (world.scheduler.nowMs - sinceMs > ANSWERED_WITHIN_MS)
        wrong.push(`every-waiter-answered: ${what} on ${name} waits still`);
    }
  }
  const marks = ['process', CHECKOUT_SCHEMA].flatMap((schema) => world.databaseOf(schema).committed.rows(inboxTable));
  const unmarked = world.witness.unmarked(new Set(marks.map(({ row }) => `${row.consumer} ${row.messageId}`)));
  return [...wrong, ...unmarked, ...book.violations, ...world.witness.verdict()];
}

async function allSagas(sagas: Observer['sagas']): Promise<readonly SagaView[]> {
  const { sagas: all } = await sagas.list({ limit: 1_000 });
  return all;
}
