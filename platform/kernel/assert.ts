// Assertions stay on in production: a broken assumption stops the work that relies on it, not the shop.

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws when a condition that the code relies on does not hold. The message says which. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The value, or an AssertionError naming what is missing. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new AssertionError(`${what} is missing`);
  return value;
}

/** Marks a switch as complete: the compiler refuses the call while a case is left over. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected case ${JSON.stringify(value)}`);
}
