import { describe, expect, it } from 'vitest';
import { Problem } from './problem.ts';

describe('a problem document', () => {
  it('has what every problem has', () => {
    expect(JSON.parse(new Problem('sold_out', 'Nothing "is" left.').document('/a?b="c"', 'trace'))).toEqual({
      type: 'urn:holdfast:problem:sold_out',
      title: expect.any(String),
      status: 409,
      detail: 'Nothing "is" left.',
      instance: '/a?b="c"',
      code: 'sold_out',
      trace_id: 'trace',
    });
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
