import { describe, expect, it } from 'vitest';
import { isOver, spanOf, stepNow, stepSpan } from './saga-times.ts';

const at = (second: number): string => `2026-11-29T10:00:0${second}.000Z`;
const MS = Date.parse(at(0));
const step = (name: string, status: string, started?: number, ended?: number) => ({
  name,
  status,
  attempts: 1,
  started_at: started === undefined ? null : at(started),
  ended_at: ended === undefined ? null : at(ended),
});

describe('the time of a saga', () => {
  it('is from its first step to its last', () => {
    expect(spanOf([step('a', 'completed', 0, 1), step('b', 'completed', 1, 4)], MS + 60_000)).toEqual({
      startMs: MS,
      endMs: MS + 4_000,
    });
  });

  it('lasts until now while a step is under way', () => {
    expect(spanOf([step('a', 'in_progress', 0), step('b', 'pending')], MS + 9_000)?.endMs).toBe(MS + 9_000);
    expect(stepSpan(step('b', 'pending'), MS)).toBeUndefined();
    expect(spanOf([step('b', 'pending')], MS)).toBeUndefined();
  });
});

it('the step that a saga is at is the one under way, or the one that failed', () => {
  expect(stepNow({ steps: [step('a', 'failed', 0, 1), step('b', 'in_progress', 1)] })?.name).toBe('b');
  expect(stepNow({ steps: [step('a', 'completed', 0, 1), step('b', 'failed', 1, 2)] })?.name).toBe('b');
  expect(stepNow({ steps: [step('a', 'completed', 0, 1)] })).toBeUndefined();
});

it.each([
  ['completed', true],
  ['compensated', true],
  ['parked', false],
  ['compensating', false],
])('a saga that is %s is over: %s', (status, over) => {
  expect(isOver({ status })).toBe(over);
});
