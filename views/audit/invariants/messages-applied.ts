import type { MessageAudit, MessageFacts } from '../../../platform/messaging/message-facts.ts';
import type { Sagas } from '../../../platform/saga/saga-view.ts';
import { count, type Finding } from '../finding.ts';

// Every committed event is applied once by each consumer, or is on its way, or lies where an operator sees it. That a
// message is on its way or dead, its tables tell. That it was applied, only its effect tells: the event of a cancellation
// leaves one saga, so every order whose cancellation was told of has exactly one.

/** The consumer `cancellation` begins it; its subject is the order. */
const CANCELLATION = 'cancellation.v1';
/** The module that tells of it. */
const ORDERS = 'ordering';
const PAGE = 200;

/** How many cancellations were begun, by order. */
export async function countCancellations(sagas: Sagas): Promise<ReadonlyMap<string, number>> {
  const begun = new Map<string, number>();
  let before: string | undefined;
  for (;;) {
    const page = await sagas.list({ name: CANCELLATION, limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const { name, subjectId } of page.sagas) {
      if (name === CANCELLATION) begun.set(subjectId, (begun.get(subjectId) ?? 0) + 1);
    }
    before = page.sagas.at(-1)?.sagaId;
    if (!page.more || before === undefined) return begun;
  }
}

/** Of orders whose cancellation was told of, those for which it was not begun exactly once, and is not on its way. */
export async function notCancelledOnce(
  told: readonly string[],
  begun: ReadonlyMap<string, number>,
  messages: Pick<MessageAudit, 'onTheirWay'>,
): Promise<Finding[]> {
  const missing = told.filter((id) => !begun.has(id));
  const onTheirWay = await messages.onTheirWay(ORDERS, missing);
  return told.flatMap((id) => {
    const times = begun.get(id) ?? 0;
    if (times > 1) return [{ id, what: `was told to be cancelled once and ${times} sagas do so` }];
    if (times === 1 || onTheirWay === undefined || onTheirWay.has(id)) return [];
    return [{ id, what: 'was told to be cancelled, but no saga does so' }];
  });
}

/** What is wrong with the messages that are kept somewhere. */
export function astray({ overdue, refused, ownerless, deadAndWaiting }: MessageFacts, nowMs: number): Finding[] {
  return [
    ...overdue.map(({ id, at, name, dueMs }) => {
      const seconds = Math.round((nowMs - dueMs) / 1_000);
      return {
        id,
        what: at === 'outbox' ? `waits ${seconds} s in the outbox of ${name}` : `waits ${seconds} s for ${name}`,
      };
    }),
    ...refused.map(({ outbox, events }) => ({ id: outbox, what: `has ${count(events, 'event')} that no broker took` })),
    ...ownerless.map(({ consumer, messages }) => ({
      id: consumer,
      what: `does not exist, but ${count(messages, 'message')} ${messages === 1 ? 'waits' : 'wait'} for it`,
    })),
    ...deadAndWaiting.map(({ consumer, messageId }) => ({ id: messageId, what: `is dead and waits for ${consumer}` })),
  ];
}
