import type { FastifyContextConfig } from 'fastify';
import { PASSING } from './idempotent.ts';
import { PROBLEM_TYPES, type ProblemSlug } from './problem-types.ts';

// The headers of answers, for the OpenAPI document. Most follow from what a route reads and refuses; a route that answers
// `Location` says so, and one that answers the `ETag` of what it has changed.

export const ANSWER_HEADERS = {
  'trace-id': 'The trace that the call is a part of; a problem has it as `trace_id` too.',
  Location: 'The path of what was made, or of what shows how it goes on.',
  ETag: 'The version of what is shown, for `If-None-Match` and `If-Match`.',
  'Preference-Applied': 'The preference that was heeded. Left out where the answer did not wait for the end.',
  'Idempotency-Replayed': '`true` where this is the answer that an earlier call with the key got.',
  'Retry-After': 'After so many seconds the call is worth repeating.',
  RateLimit: 'Where a limit counted the call: what is left of it, and when there is more.',
  'RateLimit-Policy': 'Where a limit counted the call: what the limit is.',
} as const;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** Problems that say when to come back. */
const TO_BE_REPEATED: ReadonlySet<ProblemSlug> = new Set([
  'idempotency_key_in_use',
  'too_early',
  'not_admitted',
  'order_queued',
  'rate_limited',
  'overloaded',
  'unavailable',
  'outcome_unknown',
  'sale_paused',
  'queue_full',
  'not_ready',
]);

/** The headers that an answer with this status may have. */
export function headersOf(
  status: number,
  writes: boolean,
  { answers = [], reads = [], unlimited = false }: FastifyContextConfig,
  problems: readonly ProblemSlug[],
): AnswerHeader[] {
  const isProblem = status >= 400;
  const hasTag = reads.includes('If-None-Match') || answers.includes('ETag');
  const says: Record<AnswerHeader, boolean> = {
    'trace-id': true,
    Location: answers.includes('Location') && (status === 201 || status === 202),
    ETag: hasTag && !isProblem,
    'Preference-Applied': reads.includes('Prefer') && !isProblem,
    'Idempotency-Replayed': writes && status < 500 && !PASSING.has(status),
    'Retry-After': problems.some((slug) => PROBLEM_TYPES[slug].status === status && TO_BE_REPEATED.has(slug)),
    RateLimit: !unlimited,
    'RateLimit-Policy': !unlimited,
  };
  return (Object.keys(says) as AnswerHeader[]).filter((name) => says[name]);
}
