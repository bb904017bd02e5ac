import type { FastifyReply } from 'fastify';
import { PROBLEM_TYPES, type ProblemSlug, problemUrn } from './problem-types.ts';

// RFC 9457. A route throws a Problem; the error handler writes it down. What was not foreseen becomes `internal`,
// without a word of the cause: that goes to the log, under the same trace id.

export const PROBLEM_JSON = 'application/problem+json';

/** Where a fault is: a JSON pointer into the body, or into the query or path when `in` says so. */
export interface Fault {
  readonly path: string;
  readonly message: string;
  readonly in?: 'query' | 'path';
}

interface ProblemExtras {
  readonly errors?: readonly Fault[];
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly slug: ProblemSlug;
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(slug: ProblemSlug, detail: string, extras: ProblemExtras = {}) {
    // Where an answer came from is in its type. Collecting the stack would cost a refusal of a sale a tenth of its time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.slug = slug;
    this.status = PROBLEM_TYPES[slug].status;
    this.extras = extras;
  }

  /** The document, written out. */
  document(instance: string, traceId: string): string {
    const { errors, members } = this.extras;
    const more = errors === undefined && members === undefined ? '' : inside({ errors, ...members });
    const of = `"detail":${JSON.stringify(this.message)},"instance":${JSON.stringify(instance)}`;
    return `${headOf(this.slug)},${of},"code":"${this.slug}","trace_id":${JSON.stringify(traceId)}${more}}`;
  }
}

/** What stands between the braces, to follow other members. */
function inside(members: object): string {
  const text = JSON.stringify(members).slice(1, -1);
  return text === '' ? '' : `,${text}`;
}

const heads = new Map<ProblemSlug, string>();

/** What every document of a kind begins with, written once. */
function headOf(slug: ProblemSlug): string {
  let head = heads.get(slug);
  if (head === undefined) {
    const { title, status } = PROBLEM_TYPES[slug];
    head = JSON.stringify({ type: problemUrn(slug), title, status }).slice(0, -1);
    heads.set(slug, head);
  }
  return head;
}

/** A 404 for one object. */
export function notFound(what: string, id: string): Problem {
  return new Problem('not_found', `There is no ${what} with the id ${JSON.stringify(id)}.`);
}

/** A 400 for one field of the body. */
export function invalidField(path: string, message: string): Problem {
  return new Problem('invalid_request', `${path} ${message}.`, { errors: [{ path, message }] });
}

/** Leaves a payload that is already written as it is; without it Fastify would add a charset to its media type. */
const asIs = (payload: unknown): string => payload as string;

/** Makes the reply a problem document and answers its text. */
export function becomeProblem(reply: FastifyReply, problem: Problem): string {
  for (const name of ['location', 'etag', 'preference-applied']) reply.removeHeader(name);
  reply.code(problem.status).header('content-type', PROBLEM_JSON).serializer(asIs);
  if (problem.extras.headers !== undefined) reply.headers({ ...problem.extras.headers });
  return problem.document(reply.request.url, reply.request.id);
}

/** Sends a text that is already JSON. */
export function sendWritten(reply: FastifyReply, text: string): FastifyReply {
  return reply.serializer(asIs).send(text);
}
