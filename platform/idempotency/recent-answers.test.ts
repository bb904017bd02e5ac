import { describe, expect, it } from 'vitest';
import { RecentAnswers } from './recent-answers.ts';

const entry = (body: string) => ({ fingerprint: 'f', answer: { status: 201, headers: {}, body }, createdAtMs: 0 });

describe('recent answers', () => {
  it('lets go of the one that was not asked for longest', () => {
    const recent = new RecentAnswers(2 * (400 + 20));
    recent.put('a', entry('x'.repeat(10)));
    recent.put('b', entry('x'.repeat(10)));
    recent.get('a');
    recent.put('c', entry('x'.repeat(10)));

    expect([recent.get('a'), recent.get('b'), recent.get('c')].map((found) => found !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('counts a replaced answer once', () => {
    const recent = new RecentAnswers(2 * (400 + 20));
    recent.put('a', entry('x'.repeat(10)));
    for (let round = 0; round < 10; round++) recent.put('b', entry('x'.repeat(10)));

    expect(recent.get('a')).toBeDefined();
  });

  it('does not keep an answer larger than its whole memory, nor give up the others for it', () => {
    const recent = new RecentAnswers(1_000);
    recent.put('a', entry('x'));
    recent.put('b', entry('x'.repeat(10_000)));

    expect(recent.get('a')).toBeDefined();
    expect(recent.get('b')).toBeUndefined();
  });
});
