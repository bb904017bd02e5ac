import { type Static, Type } from '@sinclair/typebox';
import { SAGA_STATUSES } from '../../platform/saga/saga-view.ts';
import { oneOf } from '../validation.ts';
import { CLOSED, named, OptionalId, PAGE_QUERY, pageOf, Time, text } from './building-blocks.ts';

// What operators see: sagas, the audit, customers, and the process itself.

export const ListSagasQuery = Type.Object(
  { ...PAGE_QUERY, status: Type.Optional(oneOf(SAGA_STATUSES)), name: OptionalId },
  CLOSED,
);

export const OperatorNote = Type.Object(
  { reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ reason: 'The provider is back.' }] },
);

export const Saga = Type.Object(
  {
    saga_id: Type.String(),
    name: Type.String(),
    status: Type.String({ description: SAGA_STATUSES.join(', ') }),
    order_id: Type.String(),
    trace_id: Type.String(),
    steps: Type.Array(
      Type.Object({
        name: Type.String(),
        status: Type.String({ description: 'pending, in_progress, completed, failed or compensated' }),
        attempts: Type.Integer(),
        started_at: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
        ended_at: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
        error: Type.Optional(Type.String()),
      }),
    ),
    actions: Type.Array(
      Type.Object({
        at: Time,
        action: Type.String({ description: 'retry or compensate' }),
        by: Type.String({ description: 'Who of the staff acted.' }),
        reason: Type.String(),
      }),
      { description: 'What people did to the saga, oldest first.' },
    ),
    log: Type.Optional(
      Type.Array(
        Type.Object({
          sequence: Type.Integer(),
          at: Time,
          event: Type.String({ description: 'Such as step_completed, step_refused, undo_completed' }),
          step: Type.String({ description: 'Empty for what concerns the saga as a whole' }),
          attempt: Type.Integer(),
          error: Type.String({ description: 'Kind of refusal, cause of silence, or who acted and why' }),
          trace_id: Type.String(),
        }),
        { description: 'Every transition, oldest first. Left out in lists.' },
      ),
    ),
  },
  { $id: 'Saga' },
);
export type SagaDocument = Static<typeof Saga>;
export const SagaRef = named(Saga);
export const SagaPage = pageOf(Saga);

export const AuditReport = Type.Object(
  {
    ok: Type.Boolean(),
    checked_at: Time,
    invariants: Type.Array(
      Type.Object({
        name: Type.String(),
        ok: Type.Boolean(),
        violations: Type.Integer(),
        detail: Type.String(),
      }),
    ),
  },
  { $id: 'AuditReport' },
);
export const AuditReportRef = named(AuditReport);

export const AuditHistory = Type.Object({
  data: Type.Array(Type.Object({ took_ms: Type.Integer(), report: AuditReportRef })),
});

export const RebuildProjections = Type.Object(
  {
    view: Type.Optional(Type.String({ maxLength: 200, description: 'All of them where it is left out' })),
    reason: Type.Optional(text(0, 1_000)),
  },
  { ...CLOSED, examples: [{ view: 'orders', reason: 'A column was added.' }] },
);

const GenerationStatus = Type.Object({
  generation: Type.Integer(),
  position: Type.Record(Type.String(), Type.Integer(), { description: 'Records folded in, by log' }),
  head: Type.Record(Type.String(), Type.Integer(), { description: 'Records written, by log' }),
  lag: Type.Object({
    events: Type.Integer({ description: 'Events that wait; counted up to some hundred records' }),
    seconds: Type.Number({ description: 'Age of the oldest of them' }),
  }),
  started_at: Time,
});

export const Projection = Type.Object(
  {
    name: Type.String(),
    state: Type.String({ description: 'live, rebuilding, building (for the first time) or failing' }),
    active: Type.Optional(GenerationStatus),
    building: Type.Optional(GenerationStatus),
    error: Type.Optional(Type.String({ description: 'Why the last step failed; it is tried again' })),
  },
  { $id: 'Projection' },
);
export type ProjectionDocument = Static<typeof Projection>;
export const ProjectionList = Type.Object({ data: Type.Array(named(Projection)) });

export const SetCustomer = Type.Object(
  { active: Type.Boolean(), reason: Type.Optional(text(0, 1_000)) },
  { ...CLOSED, examples: [{ active: false, reason: 'A chargeback is open.' }] },
);
export const Customer = Type.Object({ id: Type.String(), active: Type.Boolean() }, { $id: 'Customer' });
export const CustomerRef = named(Customer);

export const Health = Type.Object({ status: Type.String() }, { $id: 'Health', examples: [{ status: 'ok' }] });
export const HealthRef = named(Health);

export const ProblemTypes = Type.Object(
  {
    data: Type.Array(
      Type.Object({
        type: Type.String(),
        code: Type.String(),
        status: Type.Integer(),
        title: Type.String(),
        description: Type.String(),
      }),
    ),
  },
  { $id: 'ProblemTypes' },
);
export const ProblemTypesRef = named(ProblemTypes);
