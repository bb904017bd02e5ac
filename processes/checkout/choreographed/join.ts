import type { Subscription } from '../../../platform/messaging/broker.ts';
import type { Envelope } from '../../../platform/messaging/envelope.ts';
import { processOnce } from '../../../platform/messaging/inbox.ts';
import type { CheckoutProcess, Ended } from './checkout-process.ts';
import type { Answer } from './checkout-state.ts';
import { type AnswerName, nameOf } from './events.ts';
import { type Entry, moveOn } from './move-on.ts';
import { joinConsumer } from './participants.ts';

/** The sink: hears every answer and moves each checkout on by it, once. */
export function joinSubscription(process: CheckoutProcess, onEnded: (ended: readonly Ended[]) => void): Subscription {
  const { store, clock } = process;
  const { consumer } = joinConsumer;
  return {
    ...joinConsumer,
    handle: async (envelopes) => {
      const ended = await processOnce({ store, clock, consumer }, envelopes, (transaction, fresh) =>
        moveOn(process, transaction, fresh.map(entryOf)),
      );
      process.recorded();
      onEnded(ended ?? []);
    },
  };
}

function entryOf(envelope: Envelope): Entry {
  const fields = envelope.data as Partial<Answer> & { readonly attempts?: number };
  const atMs = Date.parse(envelope.time);
  const { step = '', kind = '' } = fields;
  // The join subscribes to answers only.
  const name = nameOf(envelope) as AnswerName;
  return {
    orderId: envelope.subject,
    input: { name, step, kind, atMs },
    atMs,
    attempts: fields.attempts ?? 1,
    error: kind,
  };
}
