import { expect } from 'vitest';
import { PROBLEM_TYPES, type ProblemSlug } from '../problem-types.ts';

/** A problem document with the members that every problem has, and no others. */
export function problemDocument(code: ProblemSlug, detail: string, instance: string, traceId: unknown): object {
  const { status } = PROBLEM_TYPES[code];
  const type = `urn:holdfast:problem:${code}`;
  return { type, title: expect.any(String), status, detail, instance, code, trace_id: traceId };
}
