const MAX_CAUSE_LENGTH = 2_000;

/** A message as PostgreSQL can store it: text there has no NUL. */
export function storableCause(message: string): string {
  return message.replaceAll('\u0000', '').slice(0, MAX_CAUSE_LENGTH);
}
