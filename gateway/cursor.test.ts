import { describe, expect, it } from 'vitest';
import { fromCursor, toCursor } from './cursor.ts';

const anything = (): boolean => true;

describe('a cursor', () => {
  it('brings back the id that it was made of, and nothing on the first page', () => {
    expect(fromCursor('coupon', toCursor('coupon', 'FÜNF:5'), anything)).toBe('FÜNF:5');
    expect(fromCursor('coupon', undefined, anything)).toBe('');
  });

  it.each([
    ['a NUL, which no database has', toCursor('coupon', 'A\0B')],
    ['another kind', toCursor('order', 'A')],
    ['other bytes', Buffer.from([...Buffer.from('coupon:'), 0xc3]).toString('base64url')],
    ['another spelling', `${toCursor('coupon', 'AB')}=`],
  ])('with %s is none of ours', (_fault, cursor) => {
    expect(() => fromCursor('coupon', cursor, anything)).toThrow('/cursor must be a next_cursor');
  });
});
