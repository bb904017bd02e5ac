import { Problem } from './problem.ts';

// A cursor is the id after which a page starts, wrapped so that nobody takes it for more than that.

type CursorKind =
  | 'coupon'
  | 'dead-letter'
  | 'entry'
  | 'hold'
  | 'movement'
  | 'operator-action'
  | 'order'
  | 'product'
  | 'saga'
  | 'sale'
  | 'sku'
  | 'wallet';

export function toCursor(kind: CursorKind, id: string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

/**
 * The id in a cursor; the empty string for the first page.
 * @throws Problem when the cursor is not one of ours.
 */
export function fromCursor(kind: CursorKind, cursor: string | undefined, accepts: (id: string) => boolean): string {
  if (cursor === undefined) return '';
  const text = Buffer.from(cursor, 'base64url').toString();
  const id = text.slice(kind.length + 1);
  // No database has text with a NUL in it: whatever a list goes by, it never answered with one.
  const isOurs = text.startsWith(`${kind}:`) && toCursor(kind, id) === cursor && !id.includes('\0');
  if (!isOurs || !accepts(id)) {
    const message = 'must be a next_cursor that a list answered with';
    throw new Problem('invalid_request', `/cursor ${message}.`, {
      errors: [{ path: '/cursor', message, in: 'query' }],
    });
  }
  return id;
}
