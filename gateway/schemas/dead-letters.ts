import { type Static, Type } from '@sinclair/typebox';
import { DEAD_LETTER_STATUSES } from '../../platform/messaging/dead-letters.ts';
import { oneOf } from '../validation.ts';
import { CLOSED, named, OptionalId, PAGE_QUERY, pageOf, Time, text } from './building-blocks.ts';

export const ListDeadLettersQuery = Type.Object(
  { ...PAGE_QUERY, consumer: OptionalId, status: Type.Optional(oneOf(DEAD_LETTER_STATUSES)) },
  CLOSED,
);

const reason = Type.Optional(text(0, 1_000));

export const RedriveOne = Type.Object({ reason }, { ...CLOSED, examples: [{ reason: 'The mail server is back.' }] });
export const RedriveAll = Type.Object(
  { consumer: OptionalId, reason },
  { ...CLOSED, examples: [{ consumer: 'cancellation', reason: 'The fault is mended.' }] },
);

export const DeadLetter = Type.Object(
  {
    id: Type.String(),
    status: Type.String({
      description:
        'dead: waits for an operator; redriven: waits for its consumer again; delivered: the consumer has taken it since',
    }),
    consumer: Type.String(),
    message_id: Type.String(),
    type: Type.String({ description: 'Wire name of the event' }),
    source: Type.String({ description: 'Package of the contract whose module told of it' }),
    subject: Type.String({ description: 'Key: messages of one source and subject are delivered in order' }),
    told_at: Time,
    cause: Type.String({ description: 'What the last try failed with' }),
    attempts: Type.Integer({ description: '0 for a message that no handler was shown, because it cannot be read' }),
    failed_at: Time,
    payload: Type.Unknown(),
    traceparent: Type.Optional(Type.String()),
    redriven: Type.Unsafe<{ at: string; by: string; reason: string } | null>({
      type: ['object', 'null'],
      properties: { at: { type: 'string' }, by: { type: 'string' }, reason: { type: 'string' } },
      description: 'The last redrive that has not failed again; null where there is none',
    }),
  },
  { $id: 'DeadLetter' },
);
export type DeadLetterDocument = Static<typeof DeadLetter>;
export const DeadLetterRef = named(DeadLetter);
export const DeadLetterPage = pageOf(DeadLetter);

export const Redriven = Type.Object(
  { redriven: Type.Integer({ description: 'How many wait for their consumers again' }) },
  { $id: 'Redriven', examples: [{ redriven: 3 }] },
);
export const RedrivenRef = named(Redriven);
