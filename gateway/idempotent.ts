import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import type {
  Answer,
  Claim,
  ClaimedOperation,
  Idempotency,
  OperationKey,
} from '../platform/idempotency/idempotency.ts';
import type { Gateway } from './dependencies.ts';
import { SOON, tellOutage } from './errors.ts';
import { type Bounded, NotInTime, timeLeft } from './in-time.ts';
import { becomeProblem, PROBLEM_JSON, Problem, sendWritten } from './problem.ts';

// IETF draft-ietf-httpapi-idempotency-key-header-07. A key is claimed after the request has been found well-formed, so
// that a typing error does not burn it, and its answer is stored before it is sent: who has read an answer reads the
// same one again. A fault of ours is not stored; the key is given back, and the next call with it runs the operation
// again under the same id.

/** The operation that a request with a key runs. */
export interface Operation extends ClaimedOperation {
  /** For what the operation creates: the same one whenever it is run again. */
  readonly id: string;
  /** True when a call with the key was begun before: what it creates may be there already. */
  readonly isRepeat: boolean;
}

const KEY = /^[\x20-\x7e]{1,200}$/;
/** Refusals that time lifts, or that ask to read again and repeat: the same call is another matter a moment later. */
export const PASSING: ReadonlySet<number> = new Set([412, 425, 429]);
/** Before a caller whose key is in use asks again. */
const AT_LEAST_SECONDS = 1;
const KEPT_HEADERS = ['content-type', 'location', 'etag', 'preference-applied'];

/**
 * The hooks of a route that is safe to repeat with a key. `check` throws for a body that is well-formed and still not
 * valid, such as one with a price of too many decimals: such a body does not claim its key either. `outright` tells what
 * a request is refused with for which nothing has to be done, unless it was begun before.
 */
export function idempotent<Body>(
  gateway: Gateway,
  check?: (body: Body) => unknown,
  outright?: (request: FastifyRequest) => Problem | undefined,
) {
  const { idempotency } = gateway;
  const keeperOf = (request: FastifyRequest): AnswerKeeper => ({
    idempotency,
    bounded: timeLeft(gateway, request),
    tell: (what, entry, error) => tellOutage(gateway, what, entry, error),
  });
  const keep = async (operation: Operation, reply: FastifyReply, body: string): Promise<string | undefined> => {
    const answer = { status: reply.statusCode, headers: keptHeaders(reply), body };
    const kept = await keepAnswer(keeperOf(reply.request), operation, answer, reply.request.id);
    if (kept instanceof Problem) return becomeProblem(reply, kept);
    return isSame(kept, answer) ? undefined : becomeAnswer(reply, kept);
  };
  const claimInTime = async (key: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const operation = { principal: request.principal.id, key, fingerprint: fingerprintOf(request) };
    const refusal = outright?.(request);
    const claiming = idempotency.claim(operation, refusal && writtenRefusal(refusal, request));
    try {
      return obey(await timeLeft(gateway, request)(claiming), operation, request, reply);
    } catch (error) {
      if (error instanceof NotInTime)
        giveBack(claiming, operation, (late) => abandon(keeperOf(request), late, request.id));
      throw error;
    }
  };

  return {
    preHandler: (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
      const key = keyOf(request.headers);
      if (key === undefined) {
        done();
        return;
      }
      check?.(request.body as Body);
      claimInTime(key, request, reply).then((free) => free && done(), done);
    },
    onSend: (
      request: FastifyRequest,
      reply: FastifyReply,
      payload: unknown,
      done: (error?: Error | null, payload?: unknown) => void,
    ): void => {
      const { operation } = request;
      if (operation === null) {
        done(null, payload);
        return;
      }
      request.operation = null;
      if (isForgotten(reply.statusCode)) {
        // At once: nothing may come between a late answer and the problem that is sent in its place.
        abandon(keeperOf(request), operation, request.id);
        done(null, payload);
        return;
      }
      keep(operation, reply, typeof payload === 'string' ? payload : '').then(
        (other) => done(null, other ?? payload),
        done,
      );
    },
  };
}

export interface AnswerKeeper {
  readonly idempotency: Pick<Idempotency, 'complete' | 'abandon'>;
  /** Bounds how long the caller waits for the store. */
  readonly bounded: Bounded;
  /** Told what went wrong. */
  tell(what: string, entry: object, error: unknown): void;
}

/** A fault of ours, and a refusal for now, are not remembered: the next call may have more luck. */
function isForgotten(status: number): boolean {
  return status >= 500 || PASSING.has(status);
}

/**
 * Stores the answer under its key before it is sent; one that is not to be remembered gives the key back. Resolves with
 * what the caller gets: the answer that stands under the key, or a problem in place of one that could not be stored.
 */
export async function keepAnswer(
  keeper: AnswerKeeper,
  operation: ClaimedOperation,
  answer: Answer,
  traceId: string,
): Promise<Answer | Problem> {
  if (isForgotten(answer.status)) {
    abandon(keeper, operation, traceId);
    return answer;
  }
  try {
    return (await keeper.bounded(keeper.idempotency.complete(operation, answer))) ?? inUse(AT_LEAST_SECONDS);
  } catch (error) {
    const entry = { trace_id: traceId, idempotency_key: operation.key };
    keeper.tell('an answer could not be stored under its idempotency key', entry, error);
    abandon(keeper, operation, traceId);
    const detail = 'The answer could not be recorded. Repeat the call with the same idempotency key to get it.';
    return new Problem('unavailable', detail, { headers: SOON });
  }
}

/** Nobody waits for it: the key is free in this process at once, and in the store once that answers. */
function abandon({ idempotency, tell }: AnswerKeeper, operation: ClaimedOperation, traceId: string): void {
  idempotency.abandon(operation).catch((error: unknown) => {
    const what = 'an idempotency key could not be given back; it is free once its claim runs out';
    tell(what, { trace_id: traceId, idempotency_key: operation.key }, error);
  });
}

/** A claim that comes when its caller has been told that nobody answered belongs to nobody. */
function giveBack(claiming: Promise<Claim>, operation: OperationKey, abandon: (late: ClaimedOperation) => void): void {
  claiming.then(
    (claim) => {
      if (claim.state === 'claimed') abandon({ ...operation, attempt: claim.attempt });
    },
    // It never came.
    () => undefined,
  );
}

function inUse(retryAfterSeconds: number): Problem {
  const headers = { 'retry-after': String(Math.max(AT_LEAST_SECONDS, retryAfterSeconds)) };
  return new Problem('idempotency_key_in_use', 'Another call with this key is still running.', { headers });
}

/** True when the caller is to run the operation; otherwise the reply has been sent. */
function obey(claimed: Claim, operation: OperationKey, request: FastifyRequest, reply: FastifyReply): boolean {
  switch (claimed.state) {
    case 'claimed':
      // Field by field: a copy by spread that is added to has a shape of its own, which slows down all that read it.
      request.operation = {
        principal: operation.principal,
        key: operation.key,
        fingerprint: operation.fingerprint,
        id: claimed.operationId,
        attempt: claimed.attempt,
        isRepeat: claimed.isRepeat === true,
      };
      return true;
    case 'answered':
      reply.code(claimed.answer.status).headers({ ...claimed.answer.headers });
      if (claimed.isFirst !== true) reply.header('idempotency-replayed', 'true');
      void sendWritten(reply, claimed.answer.body);
      return false;
    case 'running':
      throw inUse(claimed.retryAfterSeconds);
    case 'mismatch':
      throw new Problem('idempotency_key_reused', 'This key was used with another request. Choose a new key.');
  }
}

/** Whether the request says that it may have been sent before. */
export function mayBeRepeat({ headers }: { readonly headers: IncomingHttpHeaders }): boolean {
  return sentKey(headers) !== undefined;
}

function sentKey(headers: IncomingHttpHeaders): string | string[] | undefined {
  return headers['idempotency-key'] ?? headers['x-idempotency-key'];
}

/**
 * The key of a request, bare or as a structured-field string.
 * @throws Problem when there is one that is not valid.
 */
function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const sent = sentKey(headers);
  if (sent === undefined) return undefined;
  const text = String(sent).trim();
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1];
  const key = quoted === undefined ? text : quoted.replace(/\\(["\\])/g, '$1');
  if (!KEY.test(key) || (quoted === undefined && text.startsWith('"'))) {
    throw new Problem('invalid_idempotency_key', 'An idempotency key is 1 to 200 printable ASCII characters.');
  }
  return key;
}

/** Digest of method, path and body. The version prefix is left out: /orders and /v1/orders are one operation. */
function fingerprintOf({ method, url, body }: FastifyRequest): string {
  const end = url.indexOf('?');
  const path = (end === -1 ? url : url.slice(0, end)).replace(/^\/v1(?=\/)/, '').replace(/\/$/, '');
  return hash('sha256', `${method} ${path}\n${canonical(body)}`, 'hex');
}

/** JSON with its fields in order of name: equal for bodies that mean the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? '';
  const fields = value as Record<string, unknown>;
  const parts = Object.keys(fields)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(fields[name])}`);
  return `{${parts.join(',')}}`;
}

/** The other run of the operation was answered first: every caller reads that one. */
function becomeAnswer(reply: FastifyReply, { status, headers, body }: Answer): string {
  for (const name of KEPT_HEADERS) reply.removeHeader(name);
  reply.code(status).headers({ ...headers, 'idempotency-replayed': 'true' });
  return body;
}

/** A refusal as it is kept and sent. */
function writtenRefusal(problem: Problem, { url, id }: FastifyRequest): Answer {
  return { status: problem.status, headers: { 'content-type': PROBLEM_JSON }, body: problem.document(url, id) };
}

function isSame(left: Answer, right: Answer): boolean {
  return left.status === right.status && left.body === right.body;
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) kept[name] = String(value);
  }
  return kept;
}
