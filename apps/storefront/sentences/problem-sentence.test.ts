import { describe, expect, it } from 'vitest';
import { Refused, Unreachable } from '../../web/api/api.ts';
import { problemSentence } from './problem-sentence.ts';

function refused(code: string, members: object = {}, retryAfterSeconds?: number): Refused {
  const problem = {
    type: `urn:holdfast:problem:${code}`,
    title: '',
    status: 409,
    detail: 'for programs',
    instance: '',
  };
  return new Refused({ ...problem, code, trace_id: 't', ...members }, retryAfterSeconds);
}

describe('what a shopper is told', () => {
  it('is a sentence of ours, with what they can do', () => {
    expect(problemSentence(refused('cart_empty'))).toBe('Your cart is empty.');
    expect(problemSentence(refused('limit_reached', { limit: 2 }))).toContain('2 for each customer');
  });

  it('says when to come back', () => {
    expect(problemSentence(refused('rate_limited', {}, 3))).toContain('3 seconds');
    expect(problemSentence(refused('queue_full', {}, 90))).toContain('2 minutes');
  });

  it('tells a lost connection from a fault of ours', () => {
    expect(problemSentence(new Unreachable('x'))).toContain('connection');
    expect(problemSentence(new TypeError('x is not a function'))).toContain('on our side');
  });

  it('never shows what is written for programs', () => {
    for (const code of ['internal', 'something_new', 'method_not_allowed']) {
      expect(problemSentence(refused(code))).not.toMatch(/programs|_/);
    }
  });
});
