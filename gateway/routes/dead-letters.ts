import {
  DEAD_LETTER_STATUSES,
  type DeadLetters,
  type DeadLetterView,
  isDeadLetterId,
  type Redrive,
} from '../../platform/messaging/dead-letters.ts';
import { staffOnly } from '../access.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway, Principal } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { etagOf, notModified, requireMatch } from '../preconditions.ts';
import { notFound } from '../problem.ts';
import { DEFAULT_LIMIT, IdParams } from '../schemas/building-blocks.ts';
import {
  type DeadLetterDocument,
  DeadLetterPage,
  DeadLetterRef,
  ListDeadLettersQuery,
  RedriveAll,
  RedrivenRef,
  RedriveOne,
} from '../schemas/dead-letters.ts';

const tags = ['Dead letters'];

export function deadLetterRoutes(app: App, gateway: Gateway): void {
  readRoutes(app, gateway);
  redriveRoutes(app, gateway);
}

function readRoutes(app: App, { deadLetters }: Gateway): void {
  app.get(
    '/dead-letters',
    {
      schema: {
        operationId: 'listDeadLetters',
        summary: 'Messages that a consumer could not take, newest first',
        tags,
        querystring: ListDeadLettersQuery,
        response: { 200: DeadLetterPage },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
    },
    async (request) => {
      const { consumer, status, limit = DEFAULT_LIMIT, cursor } = request.query;
      const before = fromCursor('dead-letter', cursor, isDeadLetterId);
      const { letters, more } = await deadLetters.list({
        ...(consumer === undefined ? {} : { consumer }),
        ...(status === undefined ? {} : { status }),
        ...(before === '' ? {} : { before }),
        limit,
      });
      const last = letters.at(-1)?.deadLetterId;
      return {
        data: letters.map(documentOf),
        next_cursor: more && last !== undefined ? toCursor('dead-letter', last) : null,
      };
    },
  );
  app.get(
    '/dead-letters/:id',
    {
      schema: {
        operationId: 'getDeadLetter',
        summary: 'One dead letter, with cause and payload',
        tags,
        params: IdParams,
        response: { 200: DeadLetterRef },
      },
      config: { problems: ['forbidden', 'not_found'], reads: ['If-None-Match'] },
      onRequest: staffOnly,
    },
    async (request, reply) => {
      const letter = await existingLetter(deadLetters, request.params.id);
      if (notModified(request, reply, tagOf(letter))) return reply;
      return documentOf(letter);
    },
  );
}

function redriveRoutes(app: App, gateway: Gateway): void {
  const { deadLetters, logger } = gateway;
  app.post(
    '/dead-letters/redrive',
    {
      schema: {
        operationId: 'redriveDeadLetters',
        summary: 'Deliver all dead letters once more, or those of one consumer',
        description: 'In the order in which they were told. Each joins the end of its queue.',
        tags,
        body: RedriveAll,
        response: { 202: RedrivenRef },
      },
      config: { problems: ['forbidden'] },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { consumer, reason } = request.body;
      const redrive = redriveBy(request.principal, reason);
      const asked = {
        action: 'dead_letter.redrive',
        object: { kind: 'consumer', id: consumer ?? '*' },
        reason,
      } as const;
      const redriven = await onRecord(gateway, request, asked, () => deadLetters.redriveAll(consumer, redrive));
      logger.info({ ...redrive, consumer, redriven, trace_id: request.id }, 'dead letters were redriven');
      return reply.code(202).send({ redriven });
    },
  );
  app.post(
    '/dead-letters/:id/redrive',
    {
      schema: {
        operationId: 'redriveDeadLetter',
        summary: 'Deliver a dead letter once more',
        description:
          'It joins the end of its queue, after later messages of its key, and has five tries as a new one has. ' +
          'Nothing more happens to a letter that is not dead any more.',
        tags,
        params: IdParams,
        body: RedriveOne,
        response: { 202: DeadLetterRef },
      },
      config: {
        problems: ['forbidden', 'not_found', 'version_mismatch'],
        reads: ['If-Match'],
        answers: ['ETag'],
      },
      onRequest: staffOnly,
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { id } = request.params;
      const letter = await existingLetter(deadLetters, id);
      // A repeat finds what its first call has changed.
      if (request.operation?.isRepeat !== true) requireMatch(request, tagOf(letter));
      const { status } = letter;
      const { reason } = request.body;
      const redrive = redriveBy(request.principal, reason);
      const asked = { action: 'dead_letter.redrive', object: { kind: 'dead_letter', id }, reason } as const;
      await onRecord(gateway, request, asked, async () => {
        if (!(await deadLetters.redrive(id, redrive))) throw notFound('dead letter', id);
      });
      logger.info({ ...redrive, dead_letter: id, was: status, trace_id: request.id }, 'a dead letter was redriven');
      const current = await existingLetter(deadLetters, id);
      return reply.code(202).header('etag', tagOf(current)).send(documentOf(current));
    },
  );
}

function redriveBy({ id }: Principal, reason = ''): Redrive {
  return { who: id, why: reason };
}

async function existingLetter(deadLetters: DeadLetters, id: string): Promise<DeadLetterView> {
  const letter = isDeadLetterId(id) ? await deadLetters.get(id) : undefined;
  if (letter === undefined) throw notFound('dead letter', id);
  return letter;
}

/** It dies, is redriven, and is delivered or dies again. */
function tagOf({ status, failedAtMs, redriven }: DeadLetterView): string {
  return etagOf(DEAD_LETTER_STATUSES.indexOf(status), failedAtMs, redriven?.atMs ?? 0);
}

function documentOf(letter: DeadLetterView): DeadLetterDocument {
  const { deadLetterId, status, consumer, messageId, cause, attempts, failedAtMs, envelope, redriven } = letter;
  return {
    id: deadLetterId,
    status,
    consumer,
    message_id: messageId,
    type: envelope.type,
    source: envelope.source,
    subject: envelope.subject,
    told_at: envelope.time,
    cause,
    attempts,
    failed_at: new Date(failedAtMs).toISOString(),
    payload: envelope.data,
    ...(envelope.traceparent === undefined ? {} : { traceparent: envelope.traceparent }),
    redriven:
      redriven === undefined
        ? null
        : { at: new Date(redriven.atMs).toISOString(), by: redriven.who, reason: redriven.why },
  };
}
