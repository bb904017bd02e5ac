import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { OperatorAction, OperatorOutcome, SagaView, StepView } from '../../platform/saga/saga-view.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { etagOf, notModified, requireMatch } from '../preconditions.ts';
import { notFound, Problem } from '../problem.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import { ListSagasQuery, OperatorNote, type SagaDocument, SagaPage, SagaRef } from '../schemas/operations.ts';

const tags = ['Sagas'];

export function sagaRoutes(app: App, gateway: Gateway): void {
  const { sagas } = gateway;
  app.get(
    '/sagas/:id',
    {
      schema: {
        operationId: 'getSaga',
        summary: 'One saga, step by step',
        tags,
        params: IdParams,
        response: { 200: SagaRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const saga = await existingSaga(gateway, request.params.id);
      if (notModified(request, reply, tagOf(saga))) return reply;
      return withLog(saga);
    },
  );
  app.get(
    '/sagas',
    {
      schema: {
        operationId: 'listSagas',
        summary: 'Sagas, newest first',
        tags,
        querystring: ListSagasQuery,
        response: { 200: SagaPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { status, name, limit = DEFAULT_LIMIT, cursor } = request.query;
      const before = fromCursor('saga', cursor, isUuid);
      const page = await sagas.list({
        ...(status === undefined ? {} : { status }),
        ...(name === undefined ? {} : { name }),
        ...(before === '' ? {} : { before }),
        limit,
      });
      const last = page.sagas.at(-1)?.sagaId;
      return {
        data: page.sagas.map(sagaDocument),
        next_cursor: page.more && last !== undefined ? toCursor('saga', last) : null,
      };
    },
  );
  operatorRoute(app, gateway, 'retry', 'Send the step that is stuck once more', (action) => sagas.retry(action));
  operatorRoute(app, gateway, 'compensate', 'Unwind a saga', (action) => sagas.compensate(action));
}

function operatorRoute(
  app: App,
  gateway: Gateway,
  verb: 'retry' | 'compensate',
  summary: string,
  act: (action: OperatorAction) => Promise<OperatorOutcome>,
): void {
  app.post(
    `/sagas/:id/${verb}`,
    {
      schema: {
        operationId: `${verb}Saga`,
        summary,
        tags,
        params: IdParams,
        body: OperatorNote,
        response: { 202: SagaRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'saga_action_not_possible', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request: FastifyRequest<{ Params: { id: string }; Body: { reason?: string } }>, reply: FastifyReply) => {
      const sagaId = request.params.id;
      requireMatch(request, tagOf(await existingSaga(gateway, sagaId)));
      const { reason = '' } = request.body;
      const asked = { action: `saga.${verb}`, object: { kind: 'saga', id: sagaId }, reason } as const;
      await onRecord(gateway, request, asked, async () => {
        const outcome = await act({ sagaId, who: request.principal.id, why: reason });
        if (outcome === 'not_found') throw notFound('saga', sagaId);
        if (outcome === 'not_possible') throw await notPossible(gateway, sagaId, verb);
      });
      const current = await existingSaga(gateway, sagaId);
      reply.code(202).header('etag', tagOf(current));
      return sagaDocument(current);
    },
  );
}

async function notPossible(gateway: Gateway, sagaId: string, verb: string): Promise<Problem> {
  const { status } = await existingSaga(gateway, sagaId);
  const detail = `Saga ${sagaId} is ${status}: ${verb} is not possible any more.`;
  return new Problem('saga_action_not_possible', detail, { members: { saga_status: status } });
}

async function existingSaga(gateway: Gateway, sagaId: string): Promise<SagaView> {
  // Every saga id is a UUID; anything else names nothing.
  const saga = isUuid(sagaId) ? await gateway.sagas.get(sagaId) : undefined;
  if (saga === undefined) throw notFound('saga', sagaId);
  return saga;
}

/** All that is shown of a saga is folded from its log, which only grows. */
function tagOf({ log = [] }: SagaView): string {
  return etagOf(log.length);
}

function sagaDocument({ sagaId, name, status, subjectId, traceId, steps, actions = [] }: SagaView): SagaDocument {
  return {
    saga_id: sagaId,
    name,
    status,
    order_id: subjectId,
    trace_id: traceId,
    steps: steps.map(stepDocument),
    actions: actions.map(({ atMs, action, who, why }) => ({
      at: new Date(atMs).toISOString(),
      action,
      by: who,
      reason: why,
    })),
  };
}

function withLog(saga: SagaView): SagaDocument {
  if (saga.log === undefined) return sagaDocument(saga);
  const log = saga.log.map(({ sequence, atMs, event, step, attempt, error, traceId }) => ({
    sequence,
    at: new Date(atMs).toISOString(),
    event,
    step,
    attempt,
    error,
    trace_id: traceId,
  }));
  return { ...sagaDocument(saga), log };
}

function stepDocument({
  name,
  status,
  attempts,
  startedAtMs,
  endedAtMs,
  error,
}: StepView): SagaDocument['steps'][number] {
  return {
    name,
    status,
    attempts,
    started_at: timeOf(startedAtMs),
    ended_at: timeOf(endedAtMs),
    ...(error === undefined ? {} : { error }),
  };
}

function timeOf(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
