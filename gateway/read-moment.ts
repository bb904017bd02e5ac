import { invalidField } from './problem.ts';

// Moments as RFC 3339 writes them. What they have beyond milliseconds is cut off. JavaScript takes the 30th of February for
// the 2nd of March, and 24:00 for the next day: both are refused, because nobody means them.

export const NO_SUCH_MOMENT = 'names a day or a time of day that does not exist';

/** In milliseconds since the Unix epoch; undefined where the calendar or the clock has no such moment. */
export function momentOf(text: string): number | undefined {
  const atMs = Date.parse(text);
  const day = text.slice(0, 10);
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(atMs) || Number.isNaN(midnightMs) || text.slice(11, 13) === '24') return undefined;
  return new Date(midnightMs).toISOString().startsWith(day) ? atMs : undefined;
}

/** A moment that a caller named, in milliseconds since the Unix epoch; 0 for none. */
export function readMoment(moment: string | undefined, path: string): number {
  if (moment === undefined) return 0;
  const atMs = momentOf(moment);
  if (atMs === undefined) throw invalidField(path, NO_SUCH_MOMENT);
  if (atMs <= 0) throw invalidField(path, 'must be after 1970');
  return atMs;
}
