import { Type } from '@sinclair/typebox';
import { named } from './building-blocks.ts';

// What operators see of messages: who tells of what, and what waits.

export const Topic = Type.Object(
  {
    type: Type.String({ description: 'Wire name of the event' }),
    publisher: Type.String({ description: 'Package of its contract' }),
    fields: Type.Array(Type.String()),
    consumers: Type.Array(Type.String()),
    for_outsiders: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it is there where nobody inside consumes it',
    }),
  },
  { $id: 'Topic' },
);
export const TopicList = Type.Object({ data: Type.Array(named(Topic)) });

const OldestSeconds = Type.Number({ description: 'Age of the oldest that waits; 0 when nothing does' });

export const MessageDepths = Type.Object(
  {
    consumers: Type.Array(
      Type.Object({
        consumer: Type.String(),
        waiting: Type.Integer({ description: 'Counted up to 100,000' }),
        oldest_seconds: OldestSeconds,
        retrying: Type.Integer(),
        dead: Type.Integer({ description: 'Dead letters that wait for an operator' }),
      }),
    ),
    outboxes: Type.Array(
      Type.Object({
        module: Type.String(),
        records: Type.Integer({ description: 'Batches of events that wait to be published' }),
        oldest_seconds: OldestSeconds,
        refused: Type.Integer({ description: 'Events that no broker can take' }),
      }),
    ),
  },
  { $id: 'MessageDepths' },
);
export const MessageDepthsRef = named(MessageDepths);
