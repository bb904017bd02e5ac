import type { Operations, ProblemDocument } from '../gen/http-types.ts';

// The HTTP API, by the types of its document. What it refuses comes as `Refused`, with its problem; where nobody
// answers, or something that is not the shop does, it is `Unreachable`, and nothing is known of what was done.

export type OperationName = keyof Operations;
export type Answer<Name extends OperationName> = Operations[Name]['answer'];

type Part<Name extends OperationName, Key extends string> =
  Operations[Name] extends Record<Key, infer Value>
    ? { readonly [K in Key]: Value }
    : { readonly [K in Key]?: undefined };

export type Input<Name extends OperationName> = Part<Name, 'path'> & Part<Name, 'query'> & Part<Name, 'body'>;

export interface CallOptions {
  /** The same key and body get the same answer, however often they are sent. */
  readonly idempotencyKey?: string;
  /** Asks for the answer to come when the work has ended, or after so many seconds. */
  readonly waitSeconds?: number;
  /** An answer that has not come by then does not come any more. Default: half a minute past the wait. */
  readonly patienceSeconds?: number;
  readonly signal?: AbortSignal;
}

/** The shop has answered, and will not. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: ProblemDocument;
  /** When it is worth another try, if it is. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemDocument, retryAfterSeconds: number | undefined) {
    super(problem.detail);
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get code(): string {
    return this.problem.code;
  }
}

const AGAIN_MS = 2_000;

/**
 * After how long it is worth asking again, because nobody has answered or the shop could not just then; undefined where
 * it is not.
 */
export function askAgainMs(error: unknown): number | undefined {
  if (error instanceof Unreachable) return AGAIN_MS;
  if (!(error instanceof Refused) || error.problem.status < 500) return undefined;
  return Math.max(AGAIN_MS, (error.retryAfterSeconds ?? 0) * 1_000);
}

/** Nobody has answered: what was asked for may have been done or not. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const BASE = '/v1';

const PATIENCE_SECONDS = 30;

interface AnyInput {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

/** @throws Refused or Unreachable; and what `signal` was aborted with. */
export async function call<Name extends OperationName>(
  operation: Name,
  input: Input<Name>,
  options: CallOptions = {},
): Promise<Answer<Name>> {
  const patienceSeconds = options.patienceSeconds ?? PATIENCE_SECONDS + (options.waitSeconds ?? 0);
  const signal = joined(options.signal, AbortSignal.timeout(patienceSeconds * 1_000));
  const { response, body } = await send(operation, input as AnyInput, options, signal).catch((error: unknown) => {
    if (options.signal?.aborted) throw options.signal.reason;
    throw new Unreachable('The shop did not answer.', { cause: error });
  });
  if (response.ok) return body as Answer<Name>;
  if (!isProblem(body)) throw new Unreachable(`The answer was ${response.status}, and not the shop's.`);
  throw new Refused(body, secondsOf(response.headers.get('retry-after')));
}

/** A browser of 2023 cannot join them, and its shopper still has to be served: there the caller's own counts alone. */
function joined(own: AbortSignal | undefined, patience: AbortSignal): AbortSignal {
  if (own === undefined) return patience;
  return 'any' in AbortSignal ? AbortSignal.any([own, patience]) : own;
}

async function send(
  operation: string,
  { path, query, body }: AnyInput,
  { idempotencyKey, waitSeconds }: CallOptions,
  signal: AbortSignal,
): Promise<{ response: Response; body: unknown }> {
  const [method = 'GET', template = ''] = operation.split(' ');
  const headers = {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(waitSeconds === undefined ? {} : { prefer: `wait=${waitSeconds}` }),
  };
  const init = {
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const response = await fetch(urlOf(template, path, query), init);
  const text = await response.text();
  return { response, body: text === '' ? undefined : JSON.parse(text) };
}

/** Where something of the API is, for what is not called but opened, such as a stream. */
export function urlOf(
  template: string,
  path: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(path[name] ?? ''));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${BASE}${filled}${search === '' ? '' : `?${search}`}`;
}

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

function secondsOf(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}
