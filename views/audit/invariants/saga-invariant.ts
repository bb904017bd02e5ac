import type { SagaStatus, Sagas, SagaView } from '../../../platform/saga/saga-view.ts';
import { wrongLog } from '../../../platform/saga/wrong-log.ts';
import type { AuditReader } from '../audit-reader.ts';
import { isInCheckout, isInFlight, type Order } from '../facts.ts';

// A saga ends with its order, an order in flight has a saga that runs, every saga carries a trace id, and a completed
// one has completed each of its steps. Its log has no gaps, the trace id in each entry, every step completed once at the
// most, and undos last in first out; one whose events are its own keeps to the rules that it brings. A parked saga waits for a person: it is reported, and no violation by itself.

const PAGE = 200;
const RUNNING: ReadonlySet<SagaStatus> = new Set(['pending', 'in_progress', 'compensating']);

export interface SagaCensus {
  looked: number;
  /** Those that wait for a person. */
  readonly parked: string[];
  /** Sagas that are wrong whatever happens next, with what is wrong. */
  readonly wrong: Map<string, string>;
  /** Sagas that run although their order is settled; the last step may be on its way into the log. */
  readonly running: string[];
}

export async function countSagas(sagas: Sagas, reader: AuditReader): Promise<SagaCensus> {
  const census: SagaCensus = { looked: 0, parked: [], wrong: new Map(), running: [] };
  let before: string | undefined;
  for (;;) {
    const page = await sagas.list(before === undefined ? { limit: PAGE } : { before, limit: PAGE });
    await countPage(census, page.sagas, reader);
    before = page.sagas.at(-1)?.sagaId;
    if (!page.more || before === undefined) return census;
  }
}

async function countPage(census: SagaCensus, page: readonly SagaView[], reader: AuditReader): Promise<void> {
  census.looked += page.length;
  for (const view of page) {
    if (view.status === 'parked') census.parked.push(view.sagaId);
    const wrong = wrongSaga(view);
    if (wrong !== undefined) census.wrong.set(view.sagaId, wrong);
  }
  const running = page.filter(({ status }) => RUNNING.has(status));
  if (running.length === 0) return;
  const orders = await reader.orders([...new Set(running.map(({ subjectId }) => subjectId))]);
  census.running.push(
    ...running.filter((view) => outlives(view, orders.get(view.subjectId))).map((view) => view.sagaId),
  );
}

function wrongSaga(view: SagaView): string | undefined {
  const { traceId, status, steps, log } = view;
  if (!/^[0-9a-f]{32}$/.test(traceId)) return 'carries no trace id';
  const wrong = log === undefined ? undefined : wrongLog({ ...view, log });
  if (wrong !== undefined) return wrong;
  const left = steps.find((step) => step.status !== 'completed');
  if (status === 'completed' && left !== undefined) return `is completed but its step "${left.name}" is ${left.status}`;
  return undefined;
}

function outlives({ status }: SagaView, order: Order | undefined): boolean {
  return RUNNING.has(status) && order !== undefined && !isInFlight(order);
}

/** What is wrong with a saga that ran although its order was settled, as it stands now. */
export async function stillOutlives(sagas: Sagas, reader: AuditReader, sagaId: string): Promise<string | undefined> {
  const view = await sagas.get(sagaId);
  if (view === undefined) return undefined;
  const order = (await reader.orders([view.subjectId])).get(view.subjectId);
  return outlives(view, order) ? `is ${view.status} although its order is ${order?.status}` : undefined;
}

/** What is wrong with an order in flight, as it stands now: nobody is going to finish it. */
export async function abandoned(sagas: Sagas, reader: AuditReader, orderId: string): Promise<string | undefined> {
  const order = (await reader.orders([orderId])).get(orderId);
  // An order that is being cancelled names its checkout's saga, which has ended, and not the cancellation's own.
  if (order === undefined || !isInCheckout(order)) return undefined;
  const saga = await sagas.get(order.sagaId);
  if (saga === undefined) return `is ${order.status} and its saga does not exist`;
  if (saga.status === 'completed' || saga.status === 'compensated') {
    return `is ${order.status} although its saga is ${saga.status}`;
  }
  return undefined;
}
