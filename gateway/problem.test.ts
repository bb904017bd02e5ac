import { describe, expect, it } from 'vitest';
import { Problem } from './problem.ts';
import { problemDocument } from './testing/problem-document.ts';

describe('a problem document', () => {
  it('has what every problem has', () => {
    const detail = 'Nothing "is" left.';
    const document = JSON.parse(new Problem('sold_out', detail).document('/a?b="c"', 'trace'));
    expect(document).toEqual(problemDocument('sold_out', detail, '/a?b="c"', 'trace'));
    expect(document.status).toBe(409);
  });

  it.each([
    { extras: { errors: [{ path: '/a', message: 'is "missing"' }] } },
    { extras: { members: { limit: 2, order_id: 'x' } } },
    { extras: { errors: [], members: { limit: 2 } } },
  ])('has more where there is more to say: $extras', ({ extras }) => {
    const document = JSON.parse(new Problem('limit_reached', 'No.', extras).document('/', 'trace'));
    const { errors, members } = extras as { errors?: unknown; members?: object };
    expect(document).toMatchObject({ code: 'limit_reached', ...(errors !== undefined && { errors }), ...members });
  });

  it.each([{ extras: { members: {} } }, { extras: {} }])(
    'has nothing more where there is nothing: $extras',
    ({ extras }) => {
      const document = JSON.parse(new Problem('sold_out', 'No.', extras).document('/', 'trace'));
      expect(Object.keys(document)).toHaveLength(7);
    },
  );
});
