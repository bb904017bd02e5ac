import { Refused, Unreachable } from '../../web/api/api.ts';

/** What went wrong, as a sentence for an operator. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Refused) {
    const wait = error.retryAfterSeconds === undefined ? '' : ` Try again in ${error.retryAfterSeconds} s.`;
    return `${error.message}${wait}`;
  }
  if (error instanceof Unreachable) return 'The shop did not answer: nothing is known of what was done.';
  return error instanceof Error ? error.message : String(error);
}

/** Why something could not be read: nothing was to be done, so nothing is in doubt. */
export function whyUnread(error: unknown): string {
  return error instanceof Unreachable ? 'The shop did not answer. It is asked again.' : sentenceOf(error);
}
