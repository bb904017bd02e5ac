import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isOverloaded } from '../platform/batching/batch-loop.ts';
import { isCausedBy } from '../platform/kernel/causes.ts';
import { Unanswered } from '../platform/rpc/doors.ts';
import { StoreUnavailable } from '../platform/store/store.ts';
import type { App, Gateway } from './dependencies.ts';
import { NotInTime } from './in-time.ts';
import { becomeProblem, PROBLEM_JSON, Problem, sendWritten } from './problem.ts';
import type { ProblemSlug } from './problem-types.ts';

// Everything that goes wrong leaves here, and only here, as a problem document.

export const SOON = { 'retry-after': '1' };

/** What a caller is told of an error. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isOverloaded(error)) {
    return new Problem('overloaded', 'Nothing was done. Repeat the call in a second.', { headers: SOON, cause: error });
  }
  if (error instanceof Unanswered || error instanceof StoreUnavailable || error instanceof NotInTime) {
    const detail = 'A part of the shop did not answer. Repeat the call, with the same idempotency key if it had one.';
    return new Problem('unavailable', detail, { headers: SOON, cause: error });
  }
  return fromFramework(error as FastifyError);
}

function fromFramework(error: FastifyError): Problem {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('payload_too_large', 'The body is larger than 1 MiB. Send it in parts.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.');
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem('malformed_json', 'The body could not be read as JSON.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('malformed_request', 'Content-Length does not match the body.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('malformed_request', 'The URL could not be read: check its percent-encoding and its length.');
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem('malformed_request', 'The request could not be read.', { cause: error });
  }
  return new Problem('internal', 'The fault is ours. It has been logged under the trace id.', { cause: error });
}

/** Refusals that have a status of servers, and are no fault of this one: they are counted, and not logged. */
const BY_DESIGN: ReadonlySet<ProblemSlug> = new Set(['overloaded', 'not_ready', 'sale_paused', 'queue_full']);

/** Sends what an error means to its caller; the cause of a fault of ours goes to the log. */
function sendError(gateway: Gateway, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  // Without what was asked for: that may be a ticket, which is a secret.
  const entry = { trace_id: request.id, method: request.method, url: pathOf(request) };
  if (problem.slug === 'unavailable' || problem.slug === 'outcome_unknown') {
    tellOutage(gateway, `${problem.slug}: a part of the shop does not answer`, entry, problem.cause);
  } else if (problem.status >= 500 && !BY_DESIGN.has(problem.slug)) {
    gateway.logger.error({ ...entry, err: problem.cause ?? problem }, `${problem.slug}: ${problem.message}`);
  }
  void sendWritten(reply, becomeProblem(reply, problem));
}

/** One line for many requests; with a stack only where it is not the database that is away. */
export function tellOutage({ logger, outages }: Gateway, what: string, entry: object, error: unknown): void {
  const why = isAway(error) ? { cause: (error as Error).message } : { err: error };
  outages.note(what, (unsaid) => logger.error({ ...entry, ...why, unsaid }, what));
}

/** True where nothing of ours is at fault, however deep the reason is wrapped. */
function isAway(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof StoreUnavailable || cause instanceof NotInTime);
}

export function handleErrors(app: App, gateway: Gateway): void {
  app.setErrorHandler((error, request, reply) => sendError(gateway, error, request, reply));
  app.setNotFoundHandler((request) => {
    throw nothingHere(request);
  });
}

export function nothingHere(request: FastifyRequest): Problem {
  return new Problem('not_found', `Nothing is served at ${pathOf(request)}. See /docs for what is.`);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? '';
}

/** Errors of the router itself, before any hook has run. */
export function frameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header('trace-id', request.id);
  void sendWritten(reply, becomeProblem(reply, toProblem(error)));
}

function socketProblem(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('request_headers_too_large', 'The headers are larger than 16 KiB.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', 'The rest of the request did not come in time. Send it again.');
    default:
      return new Problem('malformed_request', 'What was sent is not an HTTP request.');
  }
}

/** Bytes that are no HTTP request: answered on the socket, since there is no reply to answer with. */
export function clientError(error: NodeJS.ErrnoException, socket: Socket, traceId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = socketProblem(error.code);
  const body = problem.document('', traceId);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${PROBLEM_JSON}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Trace-Id: ${traceId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** What a request expects that is not 100-continue: Node asks before any hook has run. */
export function expectationFailed(
  { headers, url = '' }: IncomingMessage,
  reply: ServerResponse,
  traceId: string,
): void {
  const expected = String(headers.expect).slice(0, 100);
  const detail = `Nothing here does what Expect asks for, ${JSON.stringify(expected)}. Send the request without it.`;
  const problem = new Problem('expectation_failed', detail);
  const head = { 'content-type': PROBLEM_JSON, 'trace-id': traceId, 'x-content-type-options': 'nosniff' };
  // A body may follow or not: nobody can tell whether what comes next is one.
  reply.writeHead(problem.status, { ...head, connection: 'close' }).end(problem.document(url, traceId));
}
