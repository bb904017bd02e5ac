import { type Static, Type } from '@sinclair/typebox';
import { OPERATOR_OUTCOMES } from '../../platform/operators/operator-log.ts';
import { OPERATOR_ACTIONS } from '../operator-actions.ts';
import { oneOf } from '../validation.ts';
import { CLOSED, PAGE_QUERY, pageOf, Time } from './building-blocks.ts';

export const ListOperatorActionsQuery = Type.Object(
  { ...PAGE_QUERY, action: Type.Optional(oneOf(OPERATOR_ACTIONS)) },
  CLOSED,
);

export const OperatorAction = Type.Object(
  {
    id: Type.String(),
    at: Time,
    actor: Type.String({ description: 'Who of the staff acted' }),
    action: Type.String({ description: OPERATOR_ACTIONS.join(', ') }),
    object: Type.Object({
      kind: Type.String({
        description: 'saga, dead_letter, consumer, view, sale, product, hold, order, coupon, customer or wallet',
      }),
      id: Type.String({ description: '`*` for all of the kind' }),
    }),
    reason: Type.String({ description: 'Empty where none was given' }),
    trace_id: Type.String(),
    outcome: Type.String({
      description:
        `${OPERATOR_OUTCOMES.join(', ')}. Unknown: it is under way, or whoever did it never said how it ended; ` +
        'the object itself tells.',
    }),
  },
  {
    $id: 'OperatorAction',
    examples: [
      {
        id: '01a1fc61-b1c6-7152-9533-a799df734a96',
        at: '2026-11-21T10:00:00.000Z',
        actor: 'eve',
        action: 'saga.retry',
        object: { kind: 'saga', id: '01a1fc61-b22b-7427-8ccb-37c187b4e4cd' },
        reason: 'The provider is back.',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        outcome: 'done',
      },
    ],
  },
);
export type OperatorActionDocument = Static<typeof OperatorAction>;
export const OperatorActionPage = pageOf(OperatorAction);
