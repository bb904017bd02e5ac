import type { Consumer } from '../../../platform/messaging/broker.ts';
import type { Step } from '../../../platform/saga/definition.ts';
import type { Context } from './contexts.ts';
import { type AnswerName, EVENTS, type EventName } from './events.ts';

// Who listens to what, and what they answer with: the choreography as data.

/** What a context does when it hears an event: its steps of one kind, or their undoing. */
export type Act = Step<never>['kind'] | 'undo';

interface Answers {
  readonly done: AnswerName;
  readonly refused: AnswerName;
}

export interface Participant {
  readonly context: Context;
  /** Name of its consumer. Lasting: what waits for it is kept under this name. */
  readonly consumer: string;
  readonly hears: Readonly<Partial<Record<EventName, Act>>>;
  readonly answers: Readonly<Partial<Record<Act, Answers>>>;
}

export const PARTICIPANTS: readonly Participant[] = [
  {
    context: 'order',
    consumer: 'checkout-order',
    hears: { 'checkout.requested': 'step', 'checkout.settled': 'forward', 'checkout.unwound': 'undo' },
    answers: {
      step: { done: 'order.placed', refused: 'order.failed' },
      forward: { done: 'order.confirmed', refused: 'order.failed' },
      undo: { done: 'order.withdrawn', refused: 'compensation.refused' },
    },
  },
  {
    context: 'inventory',
    consumer: 'checkout-inventory',
    hears: { 'checkout.requested': 'step', 'checkout.approved': 'pivot', 'checkout.failed': 'undo' },
    answers: {
      step: { done: 'inventory.reserved', refused: 'inventory.reservation.failed' },
      pivot: { done: 'inventory.confirmed', refused: 'inventory.reservation.failed' },
      undo: { done: 'inventory.released', refused: 'compensation.refused' },
    },
  },
  {
    context: 'pricing',
    consumer: 'checkout-pricing',
    hears: { 'checkout.requested': 'step', 'checkout.failed': 'undo' },
    answers: {
      step: { done: 'pricing.validated', refused: 'pricing.validation.failed' },
      undo: { done: 'pricing.released', refused: 'compensation.refused' },
    },
  },
  {
    context: 'payment',
    consumer: 'checkout-payment',
    hears: { 'checkout.validated': 'step', 'inventory.confirmed': 'forward', 'checkout.failed': 'undo' },
    answers: {
      step: { done: 'payment.authorised', refused: 'payment.failed' },
      forward: { done: 'payment.captured', refused: 'payment.failed' },
      undo: { done: 'payment.voided', refused: 'compensation.refused' },
    },
  },
];

/** The order's side of the choreography, into which every answer flows. */
export const joinConsumer: Consumer = {
  consumer: 'checkout-join',
  events: Object.entries(EVENTS)
    .filter(([name]) => !name.startsWith('checkout.'))
    .map(([, event]) => event),
};

export function consumerOf({ consumer, hears }: Participant): Consumer {
  return { consumer, events: Object.keys(hears).map((name) => EVENTS[name as EventName]) };
}

/** Everybody who consumes events of a choreographed checkout. */
export const CHOREOGRAPHY_CONSUMERS: readonly Consumer[] = [...PARTICIPANTS.map(consumerOf), joinConsumer];
