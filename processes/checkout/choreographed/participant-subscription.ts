import type { CommittedEvent } from '../../../platform/batching/execute-batch.ts';
import { present } from '../../../platform/kernel/assert.ts';
import {
  ConsumerUnavailable,
  isUnavailable,
  MessagesFailed,
  type Subscription,
} from '../../../platform/messaging/broker.ts';
import { type Envelope, traceIdOf } from '../../../platform/messaging/envelope.ts';
import { inboxTable, processOnce } from '../../../platform/messaging/inbox.ts';
import { isModuleUnreachable } from '../../../platform/rpc/doors.ts';
import type { CheckoutData } from '../checkout-data.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { undoableSteps } from './contexts.ts';
import { EVENTS, nameOf } from './events.ts';
import { consumerOf, type Participant } from './participants.ts';
import { perform, type Task } from './perform.ts';
import { requests } from './tables.ts';

// A context that takes part in checkouts. It does what an event asks of it and tells of the outcome in the transaction
// that marks the event as heard. It keeps nothing between events. Orders of one batch go side by side, so that their
// calls meet in the batches of the module; events of one order go one after another. Guarantees: one answer an event. A
// call may be made again, after a crash or a lost reply: modules answer it as they did the first time.

interface Heard {
  readonly envelope: Envelope;
  /** Undefined where the event asks nothing of this context. */
  readonly answer: CommittedEvent | undefined;
}

/** Fields that one event or another has. */
interface Fields {
  readonly step?: string;
  readonly kind?: string;
  readonly paymentAsked?: boolean;
  readonly reservedAtMs?: number;
  readonly capturedAtMs?: number;
}

export function participantSubscription(participant: Participant, process: CheckoutProcess): Subscription {
  const { consumer } = participant;
  const { store, clock } = process;
  return {
    ...consumerOf(participant),
    handle: async (envelopes) => {
      const { fresh, asked } = await look(process, consumer, envelopes);
      const heard: Heard[] = [];
      const failures = new Map<string, Error>();
      const orders = byOrder(fresh);
      await Promise.all(
        [...orders.values()].map(async (events) => {
          for (const envelope of events) {
            try {
              heard.push(await hear(participant, process, envelope, asked));
            } catch (error) {
              // What follows in its order waits for it.
              failures.set(envelope.id, error as Error);
              break;
            }
          }
        }),
      );
      const answers = new Map(heard.map(({ envelope, answer }) => [envelope.id, answer]));
      if (heard.length > 0) {
        const done = heard.map(({ envelope }) => envelope);
        await processOnce({ store, consumer, clock }, done, async (transaction, unmarked) => {
          const told = unmarked.flatMap(({ id }) => answers.get(id) ?? []);
          if (told.length > 0) process.record(transaction, told);
        });
        process.recorded();
      }
      if (failures.size > 0) throw failureOf(failures, orders.size);
    },
  };
}

function byOrder(envelopes: readonly Envelope[]): ReadonlyMap<string, readonly Envelope[]> {
  const orders = new Map<string, Envelope[]>();
  for (const envelope of envelopes) {
    const events = orders.get(envelope.subject);
    if (events === undefined) orders.set(envelope.subject, [envelope]);
    else events.push(envelope);
  }
  return orders;
}

/** The events that have not been heard, and what was asked for in their orders. */
function look(
  { store }: CheckoutProcess,
  consumer: string,
  envelopes: readonly Envelope[],
): Promise<{ fresh: Envelope[]; asked: ReadonlyMap<string, CheckoutData> }> {
  const unique = [...new Map(envelopes.map((envelope) => [envelope.id, envelope])).values()];
  return store.transact(async (transaction) => {
    const marks = await transaction.load(
      inboxTable,
      unique.map(({ id }) => inboxTable.key(consumer, id)),
      { lock: false },
    );
    const fresh = unique.filter(({ id }) => !marks.has(inboxTable.key(consumer, id).id));
    const orderIds = [...new Set(fresh.map(({ subject }) => subject))];
    const rows = await transaction.load(
      requests,
      orderIds.map((orderId) => requests.keyOf({ orderId })),
      { lock: false },
    );
    return { fresh, asked: new Map([...rows.values()].map(({ row }) => [row.orderId, row.data])) };
  });
}

async function hear(
  { context, hears, answers }: Participant,
  process: CheckoutProcess,
  envelope: Envelope,
  asked: ReadonlyMap<string, CheckoutData>,
): Promise<Heard> {
  const name = nameOf(envelope);
  const act = present(hears[name], `what ${context} does on ${name}`);
  const fields = envelope.data as Fields;
  const data = present(asked.get(envelope.subject), `request of checkout ${envelope.subject}`);
  const isNothingToUndo = undoableSteps(data, context).length === 0 || (context === 'payment' && !fields.paymentAsked);
  if (act === 'undo' && isNothingToUndo) return { envelope, answer: undefined };

  const traceId = traceIdOf(envelope) ?? '';
  const { refused, attempts } = await perform(process, {
    context,
    act,
    data,
    traceId,
    failure: { step: fields.step ?? '', kind: fields.kind ?? '' },
    completedAtMs: completedAtMs(fields),
  });
  const told = present(answers[act], `answer of ${context} to ${name}`);
  const payload = { orderId: envelope.subject, attempts, ...refused };
  return {
    envelope,
    answer: {
      emit: EVENTS[refused === undefined ? told.done : told.refused],
      key: envelope.subject,
      payload,
      traceId: traceId === '' ? undefined : traceId,
      atMs: process.clock.nowMs(),
    },
  };
}

function completedAtMs({ reservedAtMs = 0, capturedAtMs = 0 }: Fields): Task['completedAtMs'] {
  return (step) => (step === 'reserve stock' ? reservedAtMs : capturedAtMs);
}

/** Where not one of several orders gets an answer because the module is away, no message is at fault. */
function failureOf(failures: ReadonlyMap<string, Error>, orders: number): Error {
  const areAllAway = [...failures.values()].every((error) => isModuleUnreachable(error) || isUnavailable(error));
  if (failures.size < orders || orders === 1 || !areAllAway) return new MessagesFailed(failures);
  const [first] = failures.values();
  const cause = present(first, 'failure');
  return new ConsumerUnavailable(`none of ${orders} orders got an answer: ${cause.message}`, { cause });
}
