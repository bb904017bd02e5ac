import type { Principal } from './dependencies.ts';
import type { Operation } from './idempotent.ts';
import type { ProblemSlug } from './problem-types.ts';

// What the gateway adds to Fastify's own requests and routes. The id of a request is its trace id.

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
    /** When the caller is told that nobody answered. */
    answerByMs: number;
    /** The claimed operation, while its answer has not been stored. */
    operation: Operation | null;
  }

  interface FastifyContextConfig {
    /** Problems that the route answers with besides those that every route does; for the OpenAPI document. */
    problems?: readonly ProblemSlug[];
    /** Request headers that the route reads; for the OpenAPI document. */
    reads?: readonly DocumentedHeader[];
    /** Headers of its answers that do not follow from what it reads; for the OpenAPI document. */
    answers?: readonly ('Location' | 'ETag')[];
    /** Served to whoever asks: nobody has to say who they are. */
    public?: boolean;
    /** Counted by no limit: whoever runs the process has to be answered. */
    unlimited?: boolean;
  }
}

export const DOCUMENTED_HEADERS = {
  'Idempotency-Key': 'Makes the call safe to repeat: the same key and body get the same answer for 24 hours.',
  'If-Match': 'Only if the resource still has this ETag; else 412.',
  'If-None-Match': 'Answers 304 if the resource still has this ETag.',
  Prefer: 'wait=N: answer when the saga has ended, after N seconds (at most 30) at the latest.',
  'Last-Event-ID': 'Resumes the stream after this event.',
} as const;

export type DocumentedHeader = keyof typeof DOCUMENTED_HEADERS;
