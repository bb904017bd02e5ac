import { invalidField } from './problem.ts';

/** A moment that a caller named, in milliseconds since the Unix epoch; 0 for none. */
export function readMoment(moment: string | undefined, path: string): number {
  if (moment === undefined) return 0;
  const atMs = Date.parse(moment);
  if (!(atMs > 0)) throw invalidField(path, 'must be a moment that there is, after 1970');
  return atMs;
}
